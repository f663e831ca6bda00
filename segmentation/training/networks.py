"""The three small U-Nets. Plain Conv/BN/ReLU, nearest upsampling and Concat only: OpenCV dnn reads them."""

import torch
from torch import nn

LOCATE_CHANNELS = 32  # see NETWORKS.md for the order
CONTEXT_CHANNELS = 23  # 20 levels; background, body, S1
REFINE_MAPS = 7  # six point heat maps and the body mask


def conv(inputs, outputs, stride=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class UNet(nn.Module):
    """Strided-convolution encoder, nearest-upsampling decoder; returns (finest features, coarsest features)."""

    def __init__(self, inputs, widths, stem_stride):
        super().__init__()
        self.down = nn.ModuleList()
        channels = inputs
        for index, width in enumerate(widths):
            stride = stem_stride if index == 0 else 2
            self.down.append(nn.Sequential(conv(channels, width, stride), conv(width, width)))
            channels = width
        self.up = nn.ModuleList()
        for fine, coarse in zip(widths[-2::-1], widths[:0:-1]):
            self.up.append(
                nn.ModuleDict({"lift": nn.Conv2d(coarse, fine, 1), "merge": conv(2 * fine, fine)})
            )

    def forward(self, x):
        skips = []
        for block in self.down:
            x = block(x)
            skips.append(x)
        coarsest = skips.pop()
        for block in self.up:
            # The 1x1 convolution commutes with nearest upsampling, so it runs where pixels are fewer.
            x = nn.functional.interpolate(block["lift"](x), scale_factor=2.0, mode="nearest")
            x = block["merge"](torch.cat([x, skips.pop()], 1))
        return x, coarsest


def exact(layer, x):
    """Runs a head in float32: eight bits of mantissa are too few for coordinates."""
    with torch.autocast(x.device.type, enabled=False):
        return layer(x.float())


class LocateNet(nn.Module):
    """Film at 1.2 mm/px, two channels -> 32 maps at 2.4 mm/px."""

    def __init__(self, widths=(16, 32, 64, 96, 128)):
        super().__init__()
        self.unet = UNet(2, widths, stem_stride=2)
        self.merge = conv(widths[0], 48)
        self.head = nn.Conv2d(48, LOCATE_CHANNELS, 1)
        with torch.no_grad():  # start heat maps low, so that the rare positives are not drowned
            self.head.bias.zero_()
            self.head.bias[1:3] = -4.0

    def forward(self, x):
        return exact(self.head, self.merge(self.unet(x)[0]))


class RefineNet(nn.Module):
    """One canonical 128 x 128 patch -> seven maps of the same size and one validity logit."""

    def __init__(self, widths=(16, 32, 64, 96, 128), stem=8):
        super().__init__()
        self.stem = conv(1, stem)
        self.unet = UNet(stem, widths, stem_stride=2)
        self.lift = nn.Conv2d(widths[0], stem, 1)
        self.merge = conv(2 * stem, 16)
        self.maps = nn.Conv2d(16, REFINE_MAPS, 1)
        self.valid = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(widths[-1], 1, 1), nn.Flatten(1))

    def forward(self, x):
        full = self.stem(x)
        fine, coarse = self.unet(full)
        fine = nn.functional.interpolate(self.lift(fine), scale_factor=2.0, mode="nearest")
        return exact(self.maps, self.merge(torch.cat([fine, full], 1))), exact(self.valid, coarse)


class ContextNet(nn.Module):
    """Whole film at 1.8 mm/px, two channels -> 23 maps at 3.6 mm/px; the coarsest features see most of it."""

    def __init__(self, widths=(16, 32, 48, 80, 112), stem=8):
        super().__init__()
        self.stem = conv(2, stem)
        self.unet = UNet(stem, widths, stem_stride=2)
        self.merge = conv(widths[0], 32)
        self.head = nn.Conv2d(32, CONTEXT_CHANNELS, 1)

    def forward(self, x):
        return exact(self.head, self.merge(self.unet(self.stem(x))[0]))
