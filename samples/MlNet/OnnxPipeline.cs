using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Onnx;

namespace MlNet;

/// <summary>A network in an ONNX file as a step of an ML.NET pipeline: a column of images becomes a column of probabilities.</summary>
internal sealed class OnnxPipeline(string path, int imageLength)
{
    private const string InputColumn = "input";
    private const string OutputColumn = "probabilities";

    private readonly MLContext _context = new(seed: 1);

    /// <summary>Classifies images.</summary>
    /// <param name="images">For each image its numbers, C x H x W, preprocessed.</param>
    /// <returns>For each image the probability of each class.</returns>
    internal IReadOnlyList<float[]> Run(IEnumerable<float[]> images)
    {
        // ML.NET learns a vector column's length from its schema, and the network's columns are called as its input and output.
        var schema = SchemaDefinition.Create(typeof(ImageRow));
        SchemaDefinition.Column column = schema[nameof(ImageRow.Numbers)];
        column.ColumnName = InputColumn;
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, imageLength);

        IDataView rows = _context.Data.LoadFromEnumerable(images.Select(numbers => new ImageRow { Numbers = numbers }), schema);
        OnnxScoringEstimator network = _context.Transforms.ApplyOnnxModel([OutputColumn], [InputColumn], path);
        return [.. network.Fit(rows).Transform(rows).GetColumn<float[]>(OutputColumn)];
    }

    private sealed class ImageRow
    {
        public float[] Numbers { get; init; } = [];
    }
}
