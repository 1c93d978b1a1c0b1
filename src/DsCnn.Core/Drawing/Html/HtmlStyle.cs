namespace DsCnn.Drawing;

/// <summary>The styles of sections and pages. They use no child selectors, because XML would escape them.</summary>
internal static class HtmlStyle
{
    /// <summary>The style of a separate page.</summary>
    internal const string Page =
        ":root{color-scheme:light dark}" +
        "body{margin:0;background:#ffffff;color:#1b1f24}" +
        "main.dscnn{max-width:70rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}" +
        ".dscnn h1{font-size:1.6rem;margin:.4em 0 .8em;overflow-wrap:anywhere}" +
        "@media (prefers-color-scheme:dark){body{background:#0d1117;color:#e6edf3}}";

    /// <summary>The style of the building blocks. Text and background colors are the surrounding page's, so that a section is readable in light and dark.</summary>
    internal const string Parts =
        ".dscnn{font-family:Helvetica,Arial,sans-serif;line-height:1.4}" +
        ".dscnn svg{max-width:100%;height:auto}" +
        ".dscnn figure{margin:1em 0}" +
        ".dscnn h2{overflow-wrap:anywhere;margin:1.6em 0 .5em}" +
        ".dscnn h3{overflow-wrap:anywhere;margin:1.2em 0 .4em;font-size:1rem}" +
        ".dscnn table{display:block;max-width:100%;overflow-x:auto;border-collapse:collapse;font-variant-numeric:tabular-nums}" +
        ".dscnn th,.dscnn td{padding:.2em .8em;text-align:left;border-bottom:1px solid rgba(128,128,128,.4)}" +
        ".dscnn .number{text-align:right}" +
        ".dscnn thead th,.dscnn tfoot td{font-weight:bold;border-bottom:2px solid rgba(128,128,128,.8)}" +
        ".dscnn .bar{min-width:8rem}" +
        ".dscnn .bar span{display:block;height:.8em;min-width:1px;border-radius:2px;background:#4c8fd8}" +
        ".dscnn .note{opacity:.75}" +
        ".dscnn .facts{display:flex;flex-wrap:wrap;gap:.6rem;margin:1em 0}" +
        ".dscnn .facts div{border:1px solid rgba(128,128,128,.4);border-radius:6px;padding:.4rem .8rem}" +
        ".dscnn .facts dt{font-size:.75rem;opacity:.75}" +
        ".dscnn .facts dd{margin:0;font-size:1.15rem;font-variant-numeric:tabular-nums}" +
        ".dscnn .findings{list-style:none;padding:0;margin:1em 0}" +
        ".dscnn .findings li{border-left:4px solid #8b949e;padding:.15rem .8rem;margin:.4rem 0;overflow-wrap:anywhere}" +
        ".dscnn .findings .bad{border-color:#e5484d}" +
        ".dscnn .findings .warn{border-color:#d9a20b}" +
        ".dscnn .findings .good{border-color:#3fa45b}" +
        ".dscnn .cards{display:flex;flex-wrap:wrap;gap:.75rem;align-items:flex-start;margin:.5em 0 1em}" +
        ".dscnn .card{margin:0;width:min-content;min-width:5rem;font-size:.8rem;line-height:1.3}" +
        ".dscnn .card div{display:flex;gap:.25rem}" +
        ".dscnn .card figcaption{margin-top:.25rem;overflow-wrap:anywhere}" +
        ".dscnn .tiles{display:flex;flex-wrap:wrap;gap:.25rem;margin:.25em 0 1em}" +
        ".dscnn img{display:block;border-radius:3px;background:rgba(128,128,128,.15)}" +
        ".dscnn .pixels{image-rendering:pixelated}";
}
