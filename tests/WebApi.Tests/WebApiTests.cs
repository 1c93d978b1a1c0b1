using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace DsCnn.Tests;

public sealed class WebApiTests(RunningService service) : IClassFixture<RunningService>
{
    [Theory]
    [InlineData("color.png")]
    [InlineData("color.jpg")]
    [InlineData("lossy.webp")]
    public async Task An_image_in_the_body_or_in_a_form_is_given_the_labels_that_the_network_gives(string name)
    {
        byte[] image = RunningService.Image(name);
        using var classifier = Classifier.Load(RunningService.Model);
        IReadOnlyList<Prediction> expected = classifier.Predict(image);

        foreach (HttpContent content in new HttpContent[] { Body(image), Form(image) })
        {
            using HttpResponseMessage response = await service.Client.PostAsync("/predict", content);
            response.StatusCode.Should().Be(HttpStatusCode.OK);
            JsonElement answer = await response.Content.ReadFromJsonAsync<JsonElement>();
            answer.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("label").GetString()).Should().Equal(expected.Select(p => p.Label));
            answer.GetProperty("predictions")[0].GetProperty("probability").GetSingle().Should().BeApproximately(expected[0].Probability, 1e-5f);
        }
    }

    [Theory]
    [InlineData("top=1", 1)]
    [InlineData("top=2", 2)]
    [InlineData("", 3)]
    public async Task The_number_of_labels_can_be_chosen(string query, int count)
    {
        using HttpResponseMessage response = await service.Client.PostAsync($"/predict?{query}", Body(RunningService.Image("gray.png")));
        (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("predictions").GetArrayLength().Should().Be(count);
    }

    [Fact]
    public async Task Hostile_uploads_are_answered_with_what_is_wrong()
    {
        byte[] image = RunningService.Image("color.png");
        await Refused(Body("hello"u8.ToArray()), HttpStatusCode.BadRequest, "The image cannot be decoded: it is not a PNG, JPEG, BMP, WebP or GIF image.");
        await Refused(Body(image[..60]), HttpStatusCode.BadRequest, "The image cannot be decoded: ");
        await Refused(Body([]), HttpStatusCode.BadRequest, "The image cannot be decoded: the file is empty.");
        await Refused(Form(image, "other"), HttpStatusCode.BadRequest, "The form must have a file called \"image\".");
        await Refused(Body(image, "text/plain"), HttpStatusCode.UnsupportedMediaType, "Send an image/* body, or a form");
        await Refused(Body(image, "multipart/form-data; boundary=x"), HttpStatusCode.BadRequest, "The form is broken or cut short.");
        await Refused(Body(image), HttpStatusCode.BadRequest, "top must be positive. Received: 0.", "/predict?top=0");
        await Refused(Body(new byte[RunningService.MaxUploadBytes + 1]), HttpStatusCode.RequestEntityTooLarge, "An upload has at most 100000 bytes.");
        await Refused(Form(new byte[RunningService.MaxUploadBytes + 1]), HttpStatusCode.RequestEntityTooLarge, "An upload has at most 100000 bytes.");
    }

    [Fact]
    public async Task An_upload_of_unknown_length_is_ended_where_it_is_too_long()
    {
        using var endless = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = Body(new byte[RunningService.MaxUploadBytes + 1]) };
        endless.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage response = await service.Client.SendAsync(endless);

        response.StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Many_at_once_are_answered()
    {
        byte[] image = RunningService.Image("large.png");
        HttpResponseMessage[] responses = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => service.Client.PostAsync("/predict", Body(image))));

        responses.Should().OnlyContain(r => r.StatusCode == HttpStatusCode.OK);
        (await Task.WhenAll(responses.Select(r => r.Content.ReadAsStringAsync()))).Distinct().Should().HaveCount(1);
    }

    [Fact]
    public async Task It_says_what_it_serves_and_how_it_is_asked()
    {
        JsonElement model = await service.Client.GetFromJsonAsync<JsonElement>("/model");
        model.GetProperty("network").GetString().Should().Be("small");
        model.GetProperty("labels").EnumerateArray().Select(label => label.GetString()).Should().Equal(RunningService.Model.Labels);
        (model.GetProperty("channels").GetInt32(), model.GetProperty("height").GetInt32(), model.GetProperty("width").GetInt32()).Should().Be((1, 8, 8));

        JsonElement predict = (await service.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").GetProperty("/predict").GetProperty("post");
        predict.GetProperty("requestBody").GetProperty("content").EnumerateObject().Select(type => type.Name).Should().Equal("image/*", "multipart/form-data");
        predict.GetProperty("responses").EnumerateObject().Select(response => response.Name).Should().Equal("200", "400", "408", "413", "415", "429");
        predict.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).Should().Equal("top");
    }

    [Fact]
    public async Task The_service_is_healthy() => (await service.Client.GetStringAsync("/healthz")).Should().Be("Healthy");

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/page.js", "text/javascript")]
    [InlineData("/page.css", "text/css")]
    public async Task The_page_is_served_and_runs_nothing_of_others(string path, string type)
    {
        using HttpResponseMessage response = await service.Client.GetAsync(path);

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.MediaType.Should().Be(type);
        response.Headers.GetValues("Content-Security-Policy").Single().Should().StartWith("default-src 'self'");
    }

    [Theory]
    [InlineData("GET", "/predict", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "/nothing", HttpStatusCode.NotFound)]
    public async Task Other_requests_are_problems_too(string method, string path, HttpStatusCode status)
    {
        using HttpResponseMessage response = await service.Client.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));

        response.StatusCode.Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
    }

    private async Task Refused(HttpContent content, HttpStatusCode status, string detail, string path = "/predict")
    {
        using HttpResponseMessage response = await service.Client.PostAsync(path, content);
        string body = await response.Content.ReadAsStringAsync();

        response.StatusCode.Should().Be(status, body);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        JsonSerializer.Deserialize<JsonElement>(body).GetProperty("detail").GetString().Should().StartWith(detail);
    }

    private static ByteArrayContent Body(byte[] content, string type = "image/png") =>
        new(content) { Headers = { ContentType = MediaTypeHeaderValue.Parse(type) } };

    private static MultipartFormDataContent Form(byte[] image, string field = "image") => new() { { Body(image), field, "../../" + Encoding.UTF8.GetString("猫.png"u8) } };
}
