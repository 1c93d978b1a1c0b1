namespace DsCnn.Tests;

/// <summary>A test that needs Python's onnx package, and skips itself where there is none.</summary>
public sealed class PythonOnnxFactAttribute : FactAttribute
{
    public PythonOnnxFactAttribute()
    {
        if (PythonOnnx.Interpreter is null)
            Skip = "There is no python3 with the package onnx here (Debian: python3-onnx).";
    }
}
