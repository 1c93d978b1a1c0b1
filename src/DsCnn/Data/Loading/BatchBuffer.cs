using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DsCnn.Data;

/// <summary>The memory of one batch: filled by background threads, lent to the training, then filled again.</summary>
/// <remarks>
/// Background threads touch only the memory. Tensors are created and disposed on the training's thread, outside its dispose scopes. On a CPU, each batch has its own memory, because
/// a hook, a teacher or a loss may keep what it was given; a device has its own copy.
/// </remarks>
internal sealed class BatchBuffer : IDisposable
{
    private readonly Device _device;
    private readonly ImageLayout _layout;
    private readonly int _capacity;
    private readonly int? _labelsPerImage;
    private Tensor _images;
    private Tensor _labels;
    private Tensor _mixedLabels;
    private Tensor? _targets;
    private int _read;
    private BatchPart _part;

    /// <param name="layout">The order of an image's numbers.</param>
    /// <param name="capacity">The maximum number of images.</param>
    /// <param name="labelsPerImage">The maximum number of labels per image, or null if images have one class each.</param>
    /// <param name="device">The device for the batches.</param>
    internal BatchBuffer(ImageLayout layout, int capacity, int? labelsPerImage, Device device)
    {
        _device = device;
        _layout = layout;
        _capacity = capacity;
        _labelsPerImage = labelsPerImage;
        Allocate();
    }

    /// <summary>The weight of the images' own labels if the batch was mixed, else null.</summary>
    internal double? MixWeight { get; set; }

    /// <summary>The error at the first position at which one occurred.</summary>
    internal (int Place, Exception Error)? Failure { get; private set; }

    /// <summary>The step whose images are in the buffer or being filled in, or -1.</summary>
    internal int Step { get; private set; } = -1;

    /// <summary>Images still to be filled in.</summary>
    internal int Remaining { get; set; }

    /// <summary>Images of this rank.</summary>
    internal int Count { get; private set; }

    /// <summary>The weight of all images of the whole batch, where it is known.</summary>
    internal double? WholeWeight { get; set; }

    /// <summary>Whether the memory is locked in place, without which a CUDA device cannot copy from it in the background.</summary>
    private bool IsPinned => _device.type == DeviceType.CUDA;

    /// <summary>The images that are read: this rank's, and the partner of the last one.</summary>
    internal Span<float> Images => MemoryMarshal.Cast<byte, float>(_images.bytes)[..(_read * _layout.Length)];

    /// <summary>The labels of the images that are read.</summary>
    internal Span<long> Labels => MemoryMarshal.Cast<byte, long>(_labels.bytes)[.._read];

    internal Span<long> MixedLabels => MemoryMarshal.Cast<byte, long>(_mixedLabels.bytes)[..Count];

    /// <summary>Whether an image has a number for each label rather than one class.</summary>
    internal bool HasTargets => _targets is not null;

    internal Span<float> TargetsOf(int place) => MemoryMarshal.Cast<byte, float>(_targets!.bytes).Slice(place * _labelsPerImage!.Value, _labelsPerImage.Value);

    internal void Begin(int step, EpochOrder order)
    {
        Step = step;
        Count = order.CountAt(step);
        _read = Remaining = order.ReadAt(step);
        _part = new BatchPart(order.OwnFirstAt(step), order.WholeAt(step));
        MixWeight = null;
        WholeWeight = null;
        Failure = null;
    }

    internal void Empty() => Step = -1;

    internal void Fail(int place, Exception error)
    {
        if (Failure is null || place < Failure.Value.Place)
            Failure = (place, error);
    }

    /// <summary>Wraps the filled memory: without a copy on a CPU, with an asynchronous copy from pinned memory to a CUDA device.</summary>
    internal Batch Lend() => new()
    {
        Images = LendImages(),
        Labels = HasTargets ? null : LendLabels(_labels),
        Targets = _targets is null ? null : LendLabels(_targets),
        MixedLabels = MixWeight is null || HasTargets ? null : LendLabels(_mixedLabels),
        MixedTargets = MixWeight is null || _targets is null || _read == Count ? null : LendLabels(_targets, first: 1),
        MixWeight = MixWeight ?? 1,
        Count = Count,
        Part = _part,
        WholeWeight = WholeWeight,
    };

    /// <summary>Makes room for the next batch after a lent one has been used.</summary>
    internal void TakeBack()
    {
        if (_device.type != DeviceType.CPU)
            return;
        Dispose();
        Allocate();
    }

    public void Dispose()
    {
        _images.Dispose();
        _labels.Dispose();
        _mixedLabels.Dispose();
        _targets?.Dispose();
    }

    private Tensor LendImages()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor images = _images.narrow(0, 0, Count).to(_device, non_blocking: IsPinned);
        return (_layout.ChannelsInnermost ? images.permute(0, 3, 1, 2) : images).DetachFromDisposeScope();
    }

    private Tensor LendLabels(Tensor labels, int first = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        return labels.narrow(0, first, Count).to(_device, non_blocking: IsPinned).DetachFromDisposeScope();
    }

    [MemberNotNull(nameof(_images), nameof(_labels), nameof(_mixedLabels))]
    private void Allocate()
    {
        using DisposeScope scope = NewDisposeScope();
        _images = Keep(empty(_layout.DimensionsOf(_capacity)));
        _labels = Keep(empty(_capacity, dtype: ScalarType.Int64));
        _mixedLabels = Keep(empty(_capacity, dtype: ScalarType.Int64));
        if (_labelsPerImage is { } labels)
            _targets = Keep(empty(_capacity, labels));
    }

    private Tensor Keep(Tensor memory) =>
        (IsPinned ? memory.pin_memory() : memory).DetachFromDisposeScope();
}
