using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace DsCnn.Memory;

/// <summary>A microcontroller, or a board with one, with the memory that a network has to fit into.</summary>
public sealed record Microcontroller
{
    private const int Kilobyte = 1024;
    private const int Megabyte = 1024 * Kilobyte;

    private Microcontroller(string name, string description, int megahertz, long flashBytes, long ramBytes, string source) =>
        (Name, Description, Megahertz, FlashBytes, RamBytes, Source) = (name, description, megahertz, flashBytes, ramBytes, source);

    /// <summary>Some common microcontrollers, from the smallest RAM to the largest.</summary>
    public static ImmutableArray<Microcontroller> All { get; } =
    [
        new("stm32l475", "STM32L475VG, Cortex-M4", 80, Megabyte, 96 * Kilobyte, "ST, data sheet DS10969: SRAM1"),
        new("nrf52840", "nRF52840, Cortex-M4", 64, Megabyte, 256 * Kilobyte, "Nordic Semiconductor, nRF52840 Product Specification"),
        new("rp2040", "Raspberry Pi Pico, RP2040, two Cortex-M0+", 133, 2 * Megabyte, 256 * Kilobyte, "Raspberry Pi, RP2040 Datasheet and Pico Datasheet: striped SRAM"),
        new("stm32f746", "STM32F746NG, Cortex-M7", 216, Megabyte, 320 * Kilobyte, "ST, data sheet DS10916: DTCM and SRAM, which adjoin"),
        new("esp32-s3", "ESP32-S3-WROOM-1-N8, two Xtensa LX7", 240, 8 * Megabyte, 341_760, "Espressif, ESP32-S3-WROOM-1 Datasheet and ESP-IDF's memory.ld: static data"),
        new("rp2350", "Raspberry Pi Pico 2, RP2350, two Cortex-M33", 150, 4 * Megabyte, 512 * Kilobyte, "Raspberry Pi, RP2350 Datasheet and Pico 2 Datasheet: striped SRAM"),
        new("stm32h743", "STM32H743ZI, Cortex-M7", 480, 2 * Megabyte, 512 * Kilobyte, "ST, data sheet DS12110: AXI SRAM"),
    ];

    /// <summary>The name on the command line.</summary>
    public string Name { get; }

    /// <summary>The part or board, and its processor.</summary>
    public string Description { get; }

    /// <summary>The maximum clock frequency in MHz.</summary>
    public int Megahertz { get; }

    /// <summary>Flash in bytes, in the part or on the board.</summary>
    public long FlashBytes { get; }

    /// <summary>RAM in bytes: the largest contiguous block, which an arena has to fit into. Most parts have more in total.</summary>
    public long RamBytes { get; }

    /// <summary>The source of the figures.</summary>
    public string Source { get; }

    /// <summary>Finds a microcontroller by name.</summary>
    /// <param name="name">The name, such as <c>stm32l475</c>.</param>
    /// <param name="found">The microcontroller, or null.</param>
    /// <returns>Whether there is one of that name.</returns>
    public static bool TryFind(string name, [NotNullWhen(true)] out Microcontroller? found)
    {
        found = All.FirstOrDefault(one => one.Name == name);
        return found is not null;
    }
}
