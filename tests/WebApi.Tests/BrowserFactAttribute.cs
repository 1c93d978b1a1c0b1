namespace DsCnn.Tests;

/// <summary>A test that needs Chromium, and is skipped where there is none.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Program is null)
            Skip = "Chromium is not installed.";
    }
}
