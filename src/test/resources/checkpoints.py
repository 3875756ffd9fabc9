# SPDX-License-Identifier: Apache-2.0
"""Reads and writes files of arrays with Python's standard library alone, for CheckpointTest."""
import ast
import json
import math
import os
import struct
import sys
import zipfile

folder = sys.argv[1]


def values(kind, shape, data):
    count = math.prod(shape)
    return struct.unpack("<%d%s" % (count, kind), data)


def read_npy(data):
    assert data[:8] == b"\x93NUMPY\x01\x00"
    (length,) = struct.unpack("<H", data[8:10])
    assert (10 + length) % 64 == 0 and data[9 + length:10 + length] == b"\n"
    header = ast.literal_eval(data[10:10 + length].decode("ascii"))
    assert sorted(header) == ["descr", "fortran_order", "shape"] and not header["fortran_order"]
    kind = {"<f4": "f", "<f8": "d"}[header["descr"]]
    return header["descr"], header["shape"], values(kind, header["shape"], data[10 + length:])


def check(arrays, single, double):
    """arrays: name to (type, shape, values)."""
    assert sorted(arrays) == sorted(["net/0/weight", "größe", "step", "none", "long"])
    tiny = struct.unpack("<f", struct.pack("<I", 1))[0]
    assert arrays["net/0/weight"] == (single, (2, 2), (1.5, -2.0, 3.0, tiny))
    kind, shape, v = arrays["größe"]
    assert (kind, shape) == (double, (3, 2))
    assert v[0] == 0.1 and math.copysign(1, v[1]) == -1 and math.isnan(v[2])
    assert v[3:] == (-math.inf, 5e-324, 1e300)
    assert arrays["step"] == (double, (), (7.0,))
    assert arrays["none"] == (single, (0, 3), ())
    assert arrays["long"] == (single, (50001,), (0.25,) * 50001)


with zipfile.ZipFile(os.path.join(folder, "ours.npz")) as z:
    assert z.testzip() is None
    assert json.loads(z.read("manifest.json"))["format"] == "reparam4j-checkpoint"
    names = [n for n in z.namelist() if n != "manifest.json"]
    assert all(n.endswith(".npy") for n in names)
    check({n[:-4]: read_npy(z.read(n)) for n in names}, "<f4", "<f8")

with open(os.path.join(folder, "ours.safetensors"), "rb") as f:
    data = f.read()
(length,) = struct.unpack("<Q", data[:8])
assert data[8:9] == b"{" and length % 8 == 0
header, body = json.loads(data[8:8 + length]), data[8 + length:]
end, found = 0, {}
for name, entry in sorted(header.items(), key=lambda e: e[1]["data_offsets"]):
    begin, stop = entry["data_offsets"]
    assert begin == end
    end = stop
    kind, size = {"F32": ("f", 4), "F64": ("d", 8)}[entry["dtype"]]
    assert begin % size == 0
    shape = tuple(entry["shape"])
    found[name] = (entry["dtype"], shape, values(kind, shape, body[begin:stop]))
assert end == len(body)
check(found, "F32", "F64")


def npy(header, data):
    text = header.encode("ascii")
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(text)) + text + data


form = "{'descr': '%s', 'fortran_order': %s, 'shape': (2, 3)}\n"
with zipfile.ZipFile(os.path.join(folder, "theirs.npz"), "w", zipfile.ZIP_DEFLATED) as z:
    z.writestr("rows.npy", npy(form % ("<f8", "False"), struct.pack("<6d", 1, 2, 3, 4, 5, 6)))
    z.writestr("columns.npy", npy(form % ("<f8", "True"), struct.pack("<6d", 1, 4, 2, 5, 3, 6)))
with open(os.path.join(folder, "theirs.safetensors"), "wb") as f:
    text = json.dumps({
        "__metadata__": {"format": "pt"},
        "scalar": {"dtype": "F32", "shape": [], "data_offsets": [48, 52]},
        "rows": {"dtype": "F64", "shape": [2, 3], "data_offsets": [0, 48]},
    }).encode() + b"   "
    f.write(struct.pack("<Q", len(text)) + text)
    f.write(struct.pack("<6d", 1, 2, 3, 4, 5, 6) + struct.pack("<f", 0.5))
print("ok")
