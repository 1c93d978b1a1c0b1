using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace DsCnn.Inspection;

/// <summary>Finds pictures that occur more than once.</summary>
internal sealed class DuplicateSearch
{
    private readonly IReadOnlyList<PictureDigest?> _pictures;
    private readonly CancellationToken _cancellation;

    /// <summary>For each picture, the first one that is similar.</summary>
    private readonly int[] _first;

    private DuplicateSearch(IReadOnlyList<PictureDigest?> pictures, CancellationToken cancellationToken)
    {
        (_pictures, _cancellation) = (pictures, cancellationToken);
        _first = [.. Enumerable.Range(0, pictures.Count)];
    }

    /// <summary>Finds groups of similar pictures, and within each the groups of equal ones, all in order.</summary>
    /// <param name="pictures">The digests; null for pictures that cannot be read.</param>
    /// <param name="near">Whether to look for similar pictures besides equal ones.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    internal static IReadOnlyList<IReadOnlyList<int[]>> Find(IReadOnlyList<PictureDigest?> pictures, bool near, CancellationToken cancellationToken) =>
        new DuplicateSearch(pictures, cancellationToken).Run(near);

    private List<IReadOnlyList<int[]>> Run(bool near)
    {
        int[][] equal = [.. Enumerable.Range(0, _pictures.Count).Where(i => _pictures[i] is not null).GroupBy(i => _pictures[i]!.Identity).Select(group => group.ToArray())];
        if (near)
            JoinLike([.. equal.Select(group => group[0]).Where(i => !_pictures[i]!.IsPlain)]);
        return [.. equal.GroupBy(group => _first[group[0]]).Where(like => like.Sum(group => group.Length) > 1).Select(like => (IReadOnlyList<int[]>)[.. like])];
    }

    private void JoinLike(int[] pictures)
    {
        var buckets = new Buckets(OutlinePlaces.TellingApart([.. pictures.Select(i => _pictures[i]!.Outline)]));
        foreach (int picture in pictures)
        {
            _cancellation.ThrowIfCancellationRequested();
            var candidate = new Candidate(_pictures[picture]!.Outline, picture);
            // The first of several similar pictures represents all of them, so that many cost no more than few.
            if (FindLike(buckets, candidate) is { } like)
                _first[picture] = like;
            else
                buckets.Add(candidate);
        }
    }

    private int? FindLike(Buckets buckets, Candidate candidate)
    {
        PictureDigest picture = _pictures[candidate.Picture]!;
        foreach (List<Candidate> bucket in buckets.Near(candidate.Outline))
        {
            foreach (ref readonly Candidate other in CollectionsMarshal.AsSpan(bucket))
            {
                if (PictureDigest.MayBeLike(candidate.Outline, other.Outline) && picture.IsLike(_pictures[other.Picture]!))
                    return other.Picture;
            }
        }

        return null;
    }

    /// <summary>The data that most comparisons need, adjacent in memory.</summary>
    private readonly record struct Candidate(Vector128<sbyte> Outline, int Picture);

    /// <summary>Pictures indexed by a few cells of their outlines, in steps so wide that similar pictures are in the same or in neighboring buckets.</summary>
    private sealed class Buckets(int[] places)
    {
        private const int StepBits = 6;

        private readonly Dictionary<int, List<Candidate>> _buckets = [];
        private readonly int[] _neighbors = NeighborsOf(places.Length);

        internal void Add(Candidate candidate)
        {
            int key = KeyOf(candidate.Outline);
            if (!_buckets.TryGetValue(key, out List<Candidate>? bucket))
                _buckets[key] = bucket = [];
            bucket.Add(candidate);
        }

        internal IEnumerable<List<Candidate>> Near(Vector128<sbyte> outline)
        {
            int key = KeyOf(outline);
            foreach (int neighbor in _neighbors)
            {
                if (_buckets.TryGetValue(key + neighbor, out List<Candidate>? bucket))
                    yield return bucket;
            }
        }

        private int KeyOf(Vector128<sbyte> outline)
        {
            int key = 0;
            foreach (int place in places)
                key = (key << StepBits) + PictureDigest.OutlineStep(outline[place]);
            return key;
        }

        /// <summary>The offsets to a key for the neighbors, in which each step stays or changes by one.</summary>
        private static int[] NeighborsOf(int places)
        {
            int[] neighbors = [0];
            for (int place = 0; place < places; place++)
                neighbors = [.. neighbors.SelectMany(n => new[] { n << StepBits, (n << StepBits) - 1, (n << StepBits) + 1 })];
            return neighbors;
        }
    }
}
