"""Image files that say in many ways how they are to be turned. Used by make_images.py.

Pillow writes the pictures, and its ImageOps.exif_transpose says how each is to be seen; where the orientation stands is put together here, byte by byte.
"""

import io
import struct
import zlib

ORIENTATION = 0x0112
BYTE, SHORT, LONG = 1, 3, 4
FORMATS = {BYTE: "B", SHORT: "H", LONG: "I"}


def tiff(orientation, order="<", kind=SHORT, count=1, at=8, before=0, after=0, tag=ORIENTATION):
    """A TIFF header whose first directory lies at a place, with so many other entries before and after the orientation."""
    def entry(tag, kind, values):
        value = b"".join(struct.pack(order + FORMATS[kind], v) for v in values)
        return struct.pack(order + "HHI", tag, kind, len(values)) + value.ljust(4, b"\0")

    others = [entry(0x0100 + i, SHORT, [7]) for i in range(before)]
    later = [entry(0x0120 + i, LONG, [7]) for i in range(after)]
    entries = [*others, entry(tag, kind, [orientation] * count), *later]
    header = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, at)
    return header.ljust(at, b"\x2a") + struct.pack(order + "H", len(entries)) + b"".join(entries) + struct.pack(order + "I", 0)


def thumbnail_only(orientation):
    """The first directory says nothing, the one of the thumbnail does."""
    first = struct.pack("<H", 1) + struct.pack("<HHI", 0x0100, SHORT, 1) + struct.pack("<HH", 7, 0) + struct.pack("<I", 26)
    second = struct.pack("<H", 1) + struct.pack("<HHI", ORIENTATION, SHORT, 1) + struct.pack("<HH", orientation, 0) + struct.pack("<I", 0)
    return b"II" + struct.pack("<HI", 42, 8) + first + second


def segment(marker, content):
    return bytes([0xff, marker]) + struct.pack(">H", len(content) + 2) + content


def app1(exif):
    return segment(0xe1, b"Exif\0\0" + exif)


def xmp(orientation):
    return f'<x:xmpmeta><rdf:Description tiff:Make="x" tiff:Orientation="{orientation}"/></x:xmpmeta>'.encode()


def saved(image, **options):
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()


def jpegs(image):
    plain = saved(image, format="JPEG", quality=100, subsampling=0)
    start, rest = plain[:2], plain[2:]
    jfif = 2 + struct.unpack(">H", rest[2:4])[0]
    tables = jfif + 2 + struct.unpack(">H", rest[jfif + 2:jfif + 4])[0]
    foreign = segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(3)) + segment(0xe2, b"ICC_PROFILE\0\1\1" + bytes(128)) + segment(0xfe, b"a comment")
    first = lambda content: start + content + rest
    return {
        "big-endian": first(app1(tiff(6, ">"))),
        "long": first(app1(tiff(8, "<", LONG))),
        "long-big-endian": first(app1(tiff(5, ">", LONG))),
        "directory-elsewhere": first(app1(tiff(7, ">", at=77))),
        "among-others": first(app1(tiff(2, "<", before=9, after=9))),
        "not-first": first(foreign + app1(tiff(6))),
        "after-tables": start + rest[:tables] + app1(tiff(8)) + rest[tables:],
        "filled": first(b"\xff\xff\xff" + app1(tiff(4, ">"))),
        "twice": first(app1(tiff(6)) + app1(tiff(3))),
        "two-values": first(app1(tiff(6, count=2))),
        "zero": first(app1(tiff(0))),
        "nine": first(app1(tiff(9))),
        "byte": first(app1(tiff(6, kind=BYTE))),
        "thumbnail": first(app1(thumbnail_only(6))),
        "progressive": (lambda p: p[:2] + app1(tiff(6, ">")) + p[2:])(saved(image, format="JPEG", quality=100, subsampling=0, progressive=True)),
        "gray": (lambda p: p[:2] + app1(tiff(7)) + p[2:])(saved(image.convert("L"), format="JPEG", quality=100)),
        "cmyk": (lambda p: p[:2] + app1(tiff(6)) + p[2:])(saved(image.convert("CMYK"), format="JPEG", quality=100)),
    }


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def pngs(image):
    plain = saved(image, format="PNG")
    header, rest, end = plain[:33], plain[33:-12], plain[-12:]
    exif = b"Exif\0\0" + tiff(6, ">")
    raw = b"\nexif\n%8d\n" % len(exif) + b"\n".join(exif.hex().encode()[i:i + 72] for i in range(0, 2 * len(exif), 72)) + b"\n"
    palette = saved(image.quantize(8), format="PNG")
    return {
        "chunk": header + chunk(b"eXIf", tiff(8, "<")) + rest + end,
        "chunk-after-pixels": header + rest + chunk(b"eXIf", tiff(6, ">", LONG, at=20)) + end,
        "chunk-in-palette": palette[:33] + chunk(b"eXIf", tiff(5, ">")) + palette[33:],
        "text": header + chunk(b"tEXt", b"Raw profile type exif\0" + raw) + rest + end,
        "packed-text": header + chunk(b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(raw)) + rest + end,
        "xmp": header + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(7)) + rest + end,
        "packed-xmp": header + chunk(b"iTXt", b"XML:com.adobe.xmp\0\1\0en\0\0" + zlib.compress(xmp(4))) + rest + end,
        "chunk-and-xmp": header + chunk(b"eXIf", tiff(3)) + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp(7)) + rest + end,
    }


def webps(image):
    exif = lambda content, **options: saved(image, format="WEBP", exif=content, **options)
    flagged = exif(tiff(6), lossless=True)
    flags = flagged.index(b"VP8X") + 8
    return {
        "lossless": exif(tiff(6, "<"), lossless=True),
        "lossless-prefixed": exif(b"Exif\0\0" + tiff(8, ">", LONG), lossless=True),
        "without-flag": flagged[:flags] + bytes([flagged[flags] & ~8]) + flagged[flags + 1:],
    }


def write(image, path_of):
    """Writes all of them; returns their names."""
    names = []
    for extension, files in [("jpg", jpegs(image)), ("png", pngs(image)), ("webp", webps(image))]:
        for name, content in files.items():
            names.append(f"turned-{name}.{extension}")
            with open(path_of(names[-1]), "wb") as file:
                file.write(content)
    return names
