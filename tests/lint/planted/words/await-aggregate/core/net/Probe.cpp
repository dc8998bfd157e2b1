Task<> probe(HttpClient &client)
{
    const Answer answer = co_await client.send({.url = "http://127.0.0.1"});
}
