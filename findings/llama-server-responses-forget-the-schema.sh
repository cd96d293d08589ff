#!/bin/sh
# xllamacpp 2026.10.11549 (llama.cpp's server): a chat completion with `response_format` of a JSON Schema is held to it, with any
# model. The responses API of the same server takes the same schema at its own place, `text.format`, answers 200, and the text is
# free: no error says that the format was not looked at. The model here has weights of zero, so that only a grammar gives JSON.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install -q xllamacpp==2026.10.11549 gguf==0.19.0
cat > "$folder/ask.py" <<'PY'
import json
import os
import sys
import urllib.request

import numpy
import xllamacpp
from gguf import GGUFWriter, TokenType

file, width = sys.argv[1], 64
writer = GGUFWriter(file, "llama")
writer.add_context_length(4096)
writer.add_embedding_length(width)
writer.add_block_count(1)
writer.add_feed_forward_length(width)
writer.add_head_count(2)
writer.add_layer_norm_rms_eps(1e-5)
tokens = ["<unk>", "<s>", "</s>", *(f"<0x{value:02X}>" for value in range(256))]
writer.add_tokenizer_model("llama")
writer.add_token_list(tokens)
writer.add_token_scores([0.0] * len(tokens))
writer.add_token_types([TokenType.UNKNOWN, TokenType.CONTROL, TokenType.CONTROL, *[TokenType.BYTE] * 256])
writer.add_bos_token_id(1)
writer.add_eos_token_id(2)
writer.add_add_space_prefix(value=False)
writer.add_chat_template("{% for one in messages %}{{ one.content }}\n{% endfor %}")
square = "attn_q attn_k attn_v attn_output ffn_gate ffn_up ffn_down".split()
shapes = {"token_embd": (len(tokens), width), "output": (len(tokens), width), "output_norm": (width,)}
shapes |= {f"blk.0.{name}": (width, width) for name in square}
shapes |= {f"blk.0.{name}": (width,) for name in ("attn_norm", "ffn_norm")}
for name, shape in shapes.items():
    writer.add_tensor(f"{name}.weight", numpy.zeros(shape, numpy.float32))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()

wanted = xllamacpp.CommonParams()
wanted.model.path, wanted.hostnames, wanted.port, wanted.n_ctx = file, ["127.0.0.1"], 0, 4096
wanted.n_gpu_layers, wanted.cpuparams.n_threads, wanted.sampling.seed = 0, 1, 1
server = xllamacpp.Server(wanted)
schema = {
    "type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": False,
}


def ask(path, body):
    request = urllib.request.Request(
        server.listening_address + path, json.dumps({"model": "m", **body}).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return answer.status, json.load(answer)


def is_object(text):
    try:
        return set(json.loads(text)) == {"a"}
    except ValueError:
        return False


held = {"type": "json_schema", "name": "n", "schema": schema, "strict": True}
counts = {"chat": 0, "responses": 0}
for _ in range(10):
    status, said = ask("/v1/chat/completions", {
        "messages": [{"role": "user", "content": "say"}], "max_tokens": 1000,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": schema, "strict": True}},
    })
    counts["chat"] += status == 200 and is_object(said["choices"][0]["message"]["content"])
    status, said = ask("/v1/responses", {"input": "say", "max_output_tokens": 100, "text": {"format": held}})
    assert status == 200, said
    texts = [part["text"] for item in said["output"] for part in item.get("content", ())]
    counts["responses"] += is_object("".join(texts))
print("of 10 answers the schema's object:", counts, flush=True)
os._exit(0 if counts == {"chat": 10, "responses": 0} else 1)
PY
"$folder/venv/bin/python" "$folder/ask.py" "$folder/m.gguf" 2> "$folder/log" || { tail -n 5 "$folder/log"; exit 1; }
