"""Makes fixtures/images: small image files of every kind, and the pixels that Pillow sees in them.

Run with Debian's python3-pil and libjpeg-turbo-progs: python3 tests/reference/make_images.py
pixels.txt has a line per case: file, the size it is scaled to or "-", channels, rows, columns, pixels in hexadecimal, channel by channel.
"""

import os
import random
import subprocess

from PIL import Image, ImageOps

import turned_images

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "fixtures", "images")
WIDTH, HEIGHT = 12, 8
ORIENTATION = 0x0112


def scene(width, height, seed):
    """Noise on a slope, so that no row or column is like another."""
    rng = random.Random(seed)
    image = Image.new("RGB", (width, height))
    image.putdata([((x * 18 + rng.randrange(40)) % 256, (y * 29 + rng.randrange(40)) % 256, rng.randrange(256))
                   for y in range(height) for x in range(width)])
    return image


def blocks():
    """Flat blocks of 8 x 8, which survive JPEG: 3 columns, 2 rows, all different."""
    image = Image.new("RGB", (24, 16))
    colors = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (0, 0, 0), (255, 255, 255)]
    for i, color in enumerate(colors):
        image.paste(color, (i % 3 * 8, i // 3 * 8, i % 3 * 8 + 8, i // 3 * 8 + 8))
    return image


def upright_on_white(path):
    image = Image.open(path)
    image = ImageOps.exif_transpose(image)
    if image.mode == "I;16" or image.mode == "I":
        return image.point(lambda v: v / 256).convert("L").convert("RGB")
    if image.mode in ("RGBA", "LA") or "transparency" in image.info:
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, (255, 255, 255, 255))
        return Image.alpha_composite(white, image).convert("RGB")
    return image.convert("RGB")


def planes(image):
    """The channels one after the other; one only where the picture has no color."""
    bands = [band.tobytes() for band in image.split()]
    return bands[:1] if all(band == bands[0] for band in bands) else bands


def write_files():
    color = scene(WIDTH, HEIGHT, 1)
    gray = color.convert("L")
    alpha = scene(WIDTH, HEIGHT, 2).convert("L")
    palette = color.quantize(16)
    made = {
        "color.png": (color, {}),
        "gray.png": (gray, {}),
        "gray-16-bit.png": (Image.frombytes("I;16", gray.size, bytes(b for v in gray.tobytes() for b in (v, v))), {}),
        "black-and-white.png": (gray.convert("1"), {}),
        "gray-stored-as-color.png": (gray.convert("RGB"), {}),
        "transparent.png": (Image.merge("RGBA", (*color.split(), alpha)), {}),
        "gray-transparent.png": (Image.merge("LA", (gray, alpha)), {}),
        "palette.png": (palette, {}),
        "palette-transparent.png": (palette, {"transparency": 3}),
        "color.jpg": (color, {"quality": 95, "subsampling": 0}),
        "progressive.jpeg": (color, {"quality": 90, "subsampling": 0, "progressive": True}),
        "gray.jpg": (gray, {"quality": 95}),
        "cmyk.jpg": (blocks().convert("CMYK"), {"quality": 95}),
        "color.bmp": (color, {}),
        "palette.bmp": (palette, {}),
        "lossless.webp": (color, {"lossless": True}),
        "lossy.webp": (color, {"quality": 90}),
        "two-frames.gif": (palette, {"save_all": True, "append_images": [scene(WIDTH, HEIGHT, 3).quantize(16)]}),
        "large.png": (scene(45, 30, 4), {}),
        "UPPER.PNG": (gray, {}),
        "halved.jpg": (scene(33, 17, 5), {"quality": 90, "subsampling": 2}),
        "halved-progressive.jpg": (scene(33, 17, 6), {"quality": 75, "subsampling": 2, "progressive": True}),
        "halved-across.jpg": (scene(33, 17, 7), {"quality": 60, "subsampling": 1}),
        "quartered.jpg": (scene(33, 17, 8), {"quality": 80, "subsampling": "4:1:1"}),
    }
    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[ORIENTATION] = orientation
        made[f"orientation-{orientation}.jpg"] = (blocks(), {"quality": 100, "subsampling": 0, "exif": exif})
    for name, (image, options) in made.items():
        image.save(os.path.join(FOLDER, name), **options)
    scene(33, 17, 9).save(os.path.join(FOLDER, "rgb.ppm"))
    tools = {
        "arithmetic.jpg": ("color.jpg", ["jpegtran", "-arithmetic"]),
        "halved-down.jpg": ("halved-across.jpg", ["jpegtran", "-rotate", "90"]),
        "restarts.jpg": ("halved.jpg", ["jpegtran", "-restart", "1B"]),
        "restarts-progressive.jpg": ("halved.jpg", ["jpegtran", "-progressive", "-restart", "2B"]),
        "rgb.jpg": ("rgb.ppm", ["cjpeg", "-rgb", "-quality", "85"]),
    }
    for name, (original, command) in tools.items():
        with open(os.path.join(FOLDER, original), "rb") as source, open(os.path.join(FOLDER, name), "wb") as target:
            subprocess.run(command, stdin=source, stdout=target, check=True)
    os.remove(os.path.join(FOLDER, "rgb.ppm"))
    return sorted([*made, *tools, *turned_images.write(blocks(), lambda name: os.path.join(FOLDER, name))])


def fit(image, width, height):
    """Scales the short side, cuts the middle out of the long one."""
    scale = min(image.width / width, image.height / height)
    left, top = (image.width - width * scale) / 2, (image.height - height * scale) / 2
    return image.resize((width, height), Image.BILINEAR, box=(left, top, image.width - left, image.height - top))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    lines = []
    for name in write_files():
        image = upright_on_white(os.path.join(FOLDER, name))
        cases = [("-", image)]
        if name == "large.png":
            cases += [(f"{h}x{w}", fit(image, w, h)) for h, w in [(15, 15), (10, 30), (30, 30), (40, 60), (7, 5), (1, 1), (50, 20)]]
            cases.append(("gray", image.convert("L")))
        for size, case in cases:
            bands = planes(case)
            lines.append(f"{name} {size} {len(bands)} {case.height} {case.width} {b''.join(bands).hex()}")
    with open(os.path.join(FOLDER, "pixels.txt"), "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
