Task<> probe(HttpClient &client)
{
    const Answer answer = co_await client.send(
        Request{url, Method::Get});
}
