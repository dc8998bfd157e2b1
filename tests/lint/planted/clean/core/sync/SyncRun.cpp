#include "core/base/Value.h"

// processEvents() is not what this does.
const char *title()
{
    return "Select a record, then delete it from the list";
}

Task<> await(HttpClient &client, Executor &executor, std::string url)
{
    Request request{.url = url};
    const Answer answer = co_await client.send(std::move(request), {});
    const int status =
        co_await callbackTo<int>(executor, [&](auto done) { done(Status{answer.status}); });
    co_await client.close(statuses[status], [this] { closed(); });
}
