"""Serve a language model that talks nonsense, on loopback, with llama.cpp: `nonsense.py FILE CONTEXT`.

All weights are zero, so that each next token is as likely as any other, and the grammar that llama.cpp makes of a JSON
Schema decides what may come. A model that is there already is served as it is. Prints the address, and ends when its
standard input does.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import numpy as np
import xllamacpp
from gguf import GGUFWriter, TokenType

WIDTH = 64
HEADS = 2
TEMPLATE = "{% for one in messages %}{{ one.content }}\n{% endfor %}"
SQUARE = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")


def write_model(file: Path) -> None:
    """Write a llama model of one layer whose tokens are bytes, as GGUF."""
    writer = GGUFWriter(str(file), "llama")
    writer.add_name("nonsense")
    writer.add_context_length(1 << 16)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(WIDTH)
    writer.add_head_count(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{value:02X}>" for value in range(256))]
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types([TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_add_space_prefix(value=False)
    writer.add_chat_template(TEMPLATE)
    shapes = {"token_embd": (len(tokens), WIDTH), "output": (len(tokens), WIDTH), "output_norm": (WIDTH,)}
    shapes |= {f"blk.0.{name}": (WIDTH, WIDTH) for name in SQUARE}
    shapes |= {f"blk.0.{name}": (WIDTH,) for name in ("attn_norm", "ffn_norm")}
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", np.zeros(shape, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def serve(file: Path, context: int) -> None:
    """Serve the model until nobody holds the other end of standard input."""
    wanted = xllamacpp.CommonParams()
    wanted.model.path = str(file)
    wanted.hostnames = ["127.0.0.1"]
    wanted.port = 0
    wanted.n_ctx = context
    wanted.n_parallel = 1
    wanted.n_gpu_layers = 0
    wanted.cpuparams.n_threads = wanted.cpuparams_batch.n_threads = 1
    wanted.sampling.seed = 1
    wanted.warmup = False
    server = xllamacpp.Server(wanted)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    model = Path(sys.argv[1])
    if not model.exists():
        write_model(model)
    serve(model, int(sys.argv[2]))
