using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DsCnn.Blocks;

/// <summary>Support for modules with <c>register_forward_hook</c> or <c>register_forward_pre_hook</c>.</summary>
/// <remarks>Kernels compute parts of a block without calling their modules, often several at once. A part with hooks is computed by its module instead, on every device.</remarks>
internal static class ModuleHooks
{
    /// <summary>Whether TorchSharp stores hooks as version 0.107 does: in protected fields, which other versions may not have.</summary>
    private static readonly bool _canTell = new[] { "pre_hooks", "post_hooks", "module_pre_hooks", "module_post_hooks" }
        .All(name => typeof(HookableModule<,>).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic) is not null);

    internal static bool HasHooks(this Module<Tensor, Tensor> module) =>
        _canTell && Fields<Func<Module<Tensor, Tensor>, Tensor, Tensor>, Func<Module<Tensor, Tensor>, Tensor, Tensor, Tensor>>.AreFilled(module);

    /// <summary>Calls a module, including its hooks.</summary>
    /// <returns>A map that no hook has seen, because later steps may change it in place.</returns>
    internal static Tensor CallWatched(this Module<Tensor, Tensor> module, Tensor x)
    {
        Tensor y = module.call(x);
        if (is_grad_enabled() || !module.HasHooks())
            return y;
        using (y)
            return y.clone();
    }

    /// <summary>Generic, because accessors of a generic type's fields must be.</summary>
    private static class Fields<TBefore, TAfter>
    {
        internal static bool AreFilled(HookableModule<TBefore, TAfter> module) =>
            Before(module).Count + After(module).Count + BeforeAny(module).Count + AfterAny(module).Count > 0;

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "pre_hooks")]
        private static extern ref Dictionary<string, TBefore> Before(HookableModule<TBefore, TAfter> module);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "post_hooks")]
        private static extern ref Dictionary<string, TAfter> After(HookableModule<TBefore, TAfter> module);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "module_pre_hooks")]
        private static extern ref Dictionary<string, Action<nn.Module>> BeforeAny(HookableModule<TBefore, TAfter> module);

        [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "module_post_hooks")]
        private static extern ref Dictionary<string, Action<nn.Module>> AfterAny(HookableModule<TBefore, TAfter> module);
    }
}
