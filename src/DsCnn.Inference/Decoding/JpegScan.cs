namespace DsCnn.Inference;

/// <summary>Reads the Huffman-coded coefficients of a scan (T.81, annexes F and G).</summary>
internal sealed class JpegScan(JpegFrame frame, JpegScanHeader header, JpegHuffman?[] dcTables, JpegHuffman?[] acTables, int restartInterval)
{
    private readonly int[] _averages = new int[header.Components.Length];

    /// <summary>How many more blocks of a progressive scan contain only zeros.</summary>
    private int _emptyBlocks;

    /// <exception cref="InvalidDataException">The scan is damaged or truncated.</exception>
    internal void Read(ref JpegBits bits)
    {
        Prepare();
        bool isAlone = header.Components.Length == 1;
        JpegComponent alone = header.Components[0];
        int across = isAlone ? JpegFrame.CeilingOf(alone.Width, 8) : frame.UnitsAcross;
        int down = isAlone ? JpegFrame.CeilingOf(alone.Height, 8) : frame.UnitsDown;
        int until = restartInterval;
        int restarts = 0;
        for (int row = 0; row < down; row++)
        {
            for (int column = 0; column < across; column++)
            {
                if (restartInterval > 0 && until-- == 0)
                {
                    bits.Restart(restarts++);
                    Array.Clear(_averages);
                    (_emptyBlocks, until) = (0, restartInterval - 1);
                }

                if (isAlone)
                    ReadBlock(ref bits, 0, alone.Block(row, column));
                else
                    ReadUnit(ref bits, row, column);
            }
        }
    }

    /// <summary>Checks the required tables.</summary>
    private void Prepare()
    {
        for (int i = 0; i < header.Components.Length; i++)
        {
            bool needsDc = header.First == 0 && !header.IsRefinement;
            if ((needsDc && dcTables[header.Tables[i].Dc] is null) || (header.Last > 0 && acTables[header.Tables[i].Ac] is null))
                throw DamagedImage.Content();
            // Later scans refine the averages, so these must exist.
            if (!needsDc && !header.Components[i].HasAverages)
                throw DamagedImage.Content();
        }

        foreach (JpegComponent component in header.Components)
        {
            if (!frame.IsProgressive && component.HasAverages)
                throw DamagedImage.Content();
            component.HasAverages = true;
        }
    }

    private void ReadUnit(ref JpegBits bits, int row, int column)
    {
        for (int i = 0; i < header.Components.Length; i++)
        {
            JpegComponent component = header.Components[i];
            for (int down = 0; down < component.Down; down++)
            {
                for (int across = 0; across < component.Across; across++)
                    ReadBlock(ref bits, i, component.Block((row * component.Down) + down, (column * component.Across) + across));
            }
        }
    }

    private void ReadBlock(ref JpegBits bits, int component, Span<short> block)
    {
        (int dc, int ac) = header.Tables[component];
        if (!frame.IsProgressive)
        {
            ReadAverage(ref bits, component, dcTables[dc]!, block);
            ReadWhole(ref bits, acTables[ac]!, block);
        }
        else if (header.First == 0)
        {
            if (!header.IsRefinement)
                ReadAverage(ref bits, component, dcTables[dc]!, block);
            else if (bits.Read(1) != 0)
                block[0] |= (short)(1 << header.Shift);
        }
        else if (!header.IsRefinement)
            ReadBand(ref bits, acTables[ac]!, block);
        else
            RefineBand(ref bits, acTables[ac]!, block);
    }

    private void ReadAverage(ref JpegBits bits, int component, JpegHuffman table, Span<short> block)
    {
        // Summed in 16 bits, so that no file can cause an overflow.
        _averages[component] = (short)(_averages[component] + bits.Number(bits.Symbol(table)));
        block[0] = (short)(_averages[component] << header.Shift);
    }

    private static void ReadWhole(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        for (int k = 1; k < 64; k++)
        {
            int symbol = bits.Symbol(table);
            int size = symbol & 15;
            if (size == 0)
            {
                if (symbol != 0xf0)
                    return;
                k += 15;
                continue;
            }

            k += symbol >> 4;
            if (k > 63)
                throw DamagedImage.Content();
            block[JpegFrame.Order[k]] = (short)bits.Number(size);
        }
    }

    private void ReadBand(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        for (int k = header.First; k <= header.Last; k++)
        {
            int symbol = bits.Symbol(table);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0)
            {
                if (run < 15)
                {
                    _emptyBlocks = (1 << run) + (run == 0 ? 0 : bits.Read(run)) - 1;
                    return;
                }

                k += 15;
                continue;
            }

            k += run;
            if (k > header.Last)
                throw DamagedImage.Content();
            block[JpegFrame.Order[k]] = (short)(bits.Number(size) << header.Shift);
        }
    }

    /// <summary>Adds one bit to the nonzero coefficients, and new coefficients between them (T.81, G.1.2.3).</summary>
    private void RefineBand(ref JpegBits bits, JpegHuffman table, Span<short> block)
    {
        int k = header.First;
        while (k <= header.Last && _emptyBlocks == 0)
        {
            int symbol = bits.Symbol(table);
            int run = symbol >> 4;
            int value = 0;
            if ((symbol & 15) == 1)
                value = bits.Read(1) != 0 ? 1 << header.Shift : -(1 << header.Shift);
            else if ((symbol & 15) != 0)
                throw DamagedImage.Content();
            else if (run < 15)
            {
                _emptyBlocks = (1 << run) + (run == 0 ? 0 : bits.Read(run));
                break;
            }

            k = PassZeros(ref bits, block, k, run);
            if (value != 0)
            {
                if (k > header.Last)
                    throw DamagedImage.Content();
                block[JpegFrame.Order[k]] = (short)value;
            }

            k++;
        }

        if (_emptyBlocks == 0)
            return;
        _emptyBlocks--;
        PassZeros(ref bits, block, k, zeros: 64);
    }

    /// <summary>Skips the given number of zero coefficients, up to the next zero one, and reads a bit for each nonzero one.</summary>
    private int PassZeros(ref JpegBits bits, Span<short> block, int k, int zeros)
    {
        for (; k <= header.Last; k++)
        {
            ref short coefficient = ref block[JpegFrame.Order[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                    break;
            }
            else if (bits.Read(1) != 0 && (coefficient & (1 << header.Shift)) == 0)
                coefficient += (short)(coefficient > 0 ? 1 << header.Shift : -(1 << header.Shift));
        }

        return k;
    }
}
