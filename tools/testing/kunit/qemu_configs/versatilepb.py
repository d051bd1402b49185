# SPDX-License-Identifier: GPL-2.0-only
"""ARM Versatile PB: a small machine with an emulated PL080 DMA controller.

kunit.py run --arch=versatilepb --cross_compile=arm-linux-gnueabi-. The device
tree is a product of the kernel's build; with another --build_dir than .kunit,
say --qemu_args='-dtb <build_dir>/arch/arm/boot/dts/arm/versatile-pb.dtb'.
"""
from ..qemu_config import QemuArchParams

QEMU_ARCH = QemuArchParams(
    linux_arch="arm",
    kconfig="""
CONFIG_ARCH_MULTI_V5=y
# CONFIG_ARCH_MULTI_V7 is not set
CONFIG_ARCH_VERSATILE=y
CONFIG_AEABI=y
CONFIG_SERIAL_AMBA_PL011=y
CONFIG_SERIAL_AMBA_PL011_CONSOLE=y
""",
    qemu_arch="arm",
    kernel_path="arch/arm/boot/zImage",
    kernel_command_line="console=ttyAMA0 panic=-1",
    # The last of several -m and -dtb counts. The machine has room for 256 MB.
    extra_qemu_params=["-machine", "versatilepb", "-m", "256",
                       "-dtb", ".kunit/arch/arm/boot/dts/arm/versatile-pb.dtb"])
