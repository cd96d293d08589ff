"""Run the service as `python -m parcelbox`, for a look at it."""

from __future__ import annotations

from parcelbox.service import app

if __name__ == "__main__":
    app.run(port=8000)
