"""Reads and writes safetensors files: a length, a JSON header, the tensors' bytes."""

from __future__ import annotations

import json
import os
import struct
from pathlib import Path
from typing import Any, Mapping

import torch
from torch import Tensor

DTYPES = {
    "F64": torch.float64, "F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16,
    "I64": torch.int64, "I32": torch.int32, "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8,
    "BOOL": torch.bool,
}
DTYPE_NAMES = {dtype: name for name, dtype in DTYPES.items()}


def write_safetensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Writes the tensors in the order given, one after the other without gaps."""
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    data = bytearray()
    for name, tensor in tensors.items():
        raw = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {
            "dtype": DTYPE_NAMES[tensor.dtype],
            "shape": list(tensor.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % 8)
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(struct.pack("<Q", len(text)) + text + data)
    os.replace(temporary, path)


def read_safetensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """Returns the tensors and the metadata. The tensors must cover the file's data exactly."""
    raw = bytearray(path.read_bytes())
    if len(raw) < 8:
        raise ValueError(f"{path}: {len(raw)} bytes are too few for a safetensors file")
    start = 8 + struct.unpack("<Q", raw[:8])[0]
    if start > len(raw):
        raise ValueError(f"{path}: the header should end at byte {start}, the file has {len(raw)}")
    if start % 8 != 0:
        raise ValueError(f"{path}: the tensors start at byte {start}, which is no multiple of 8")
    header: dict[str, Any] = json.loads(raw[8:start].decode("utf-8"))
    metadata: dict[str, str] = header.pop("__metadata__", {})
    tensors: dict[str, Tensor] = {}
    position = 0
    for name, entry in sorted(header.items(), key=lambda item: item[1]["data_offsets"]):
        dtype, shape = DTYPES[entry["dtype"]], entry["shape"]
        begin, end = entry["data_offsets"]
        count = 1
        for size in shape:
            count *= size
        if begin != position or end - begin != count * torch.empty(0, dtype=dtype).element_size():
            raise ValueError(f"{path}: '{name}' {entry} does not start at {position} or has the wrong length")
        if start + end > len(raw):
            raise ValueError(f"{path}: '{name}' ends at byte {start + end}, the file has {len(raw)}")
        flat = torch.frombuffer(raw, dtype=dtype, count=count, offset=start + begin) if count else torch.empty(0, dtype=dtype)
        tensors[name] = flat.reshape(shape).clone()
        position = end
    if start + position != len(raw):
        raise ValueError(f"{path}: {len(raw) - start - position} bytes after the last tensor")
    return tensors, metadata
