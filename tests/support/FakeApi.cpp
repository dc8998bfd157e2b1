#include "tests/support/FakeApi.h"

#include "core/base/Json.h"
#include "core/base/JsonWriter.h"
#include "core/base/Time.h"
#include "core/net/HttpDate.h"
#include "core/net/Url.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace syncline::test {

namespace {

constexpr std::size_t largestLimit = 1'000;

std::optional<std::int64_t> number(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

Value idValue(std::string_view id)
{
    const auto value = number(id);
    return value && std::to_string(*value) == id ? Value(*value) : Value(id);
}

std::string parameter(const ServerRequest &request, std::string_view name)
{
    for (const auto &[key, value] : url::parseQuery(request.query)) {
        if (key == name)
            return value;
    }
    return {};
}

std::string withParameter(const ServerRequest &request, std::string_view name,
                          const std::string &value)
{
    url::Query query = url::parseQuery(request.query);
    std::erase_if(query, [name](const auto &pair) { return pair.first == name; });
    query.emplace_back(name, value);
    return request.path + '?' + url::buildQuery(query);
}

ServerResponse failure(int status, std::string_view message)
{
    return ServerResponse::json(status, json::write(ValueObject{{"error", message}}));
}

} // namespace

/** What a page is made of; `next` is empty on the last one. */
struct FakeApi::Page
{
    std::vector<const Item *> items;
    std::string parameter;
    std::string present;
    std::string next;
};

FakeApi::FakeApi()
{
    HttpServer::Options options;
    options.limits.bodyBytes = 64U * 1024 * 1024;
    const std::lock_guard lock(m_mutex); // the first request waits until m_server is set
    auto started =
        HttpServer::start(options, [this](ServerRequest request, const ServerReply &reply) {
            handle(request, reply);
        });
    if (!started) {
        std::fprintf(stderr, "FakeApi: %s\n", started.error().describe().c_str());
        std::abort();
    }
    m_server = std::move(started).value();
}

FakeApi::~FakeApi()
{
    m_server->stop();
}

std::string FakeApi::url(std::string_view path) const
{
    return m_server->url() + std::string(path);
}

void FakeApi::put(std::string_view collection, std::string_view id, const ValueObject &fields)
{
    const std::lock_guard lock(m_mutex);
    putLocked(collection, id, fields);
}

void FakeApi::fill(std::string_view collection, int count,
                   const std::function<ValueObject(int)> &fields)
{
    const std::lock_guard lock(m_mutex);
    for (int i = 1; i <= count; ++i)
        putLocked(collection, std::to_string(i), fields(i));
}

void FakeApi::erase(std::string_view collection, std::string_view id)
{
    const std::lock_guard lock(m_mutex);
    eraseLocked(collection, id);
}

std::size_t FakeApi::count(std::string_view collection) const
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_collections.find(collection);
    return it == m_collections.end() ? 0 : it->second.items.size();
}

std::map<std::string, Value> FakeApi::items(std::string_view collection) const
{
    const std::lock_guard lock(m_mutex);
    std::map<std::string, Value> out;
    const auto it = m_collections.find(collection);
    if (it == m_collections.end())
        return out;
    for (const auto &[created, item] : it->second.items) {
        Result<Value> value = json::parse(item.json);
        out.emplace(item.id, value ? std::move(value).value() : Value());
    }
    return out;
}

DateTime FakeApi::now() const
{
    const std::lock_guard lock(m_mutex);
    return {m_nowMs};
}

void FakeApi::setNow(DateTime now)
{
    const std::lock_guard lock(m_mutex);
    m_nowMs = now.ms;
}

void FakeApi::setPageSize(int size)
{
    const std::lock_guard lock(m_mutex);
    m_pageSize = static_cast<std::size_t>(std::max(1, size));
}

void FakeApi::setFaults(std::string_view script)
{
    const std::lock_guard lock(m_mutex);
    auto parsed = FaultScript::parse(script);
    if (!parsed) {
        std::fprintf(stderr, "FakeApi: %s\n", parsed.error().describe().c_str());
        std::abort();
    }
    m_faults = std::move(parsed).value();
    m_faultsFrom = m_requests;
}

void FakeApi::requireToken(std::string_view token)
{
    const std::lock_guard lock(m_mutex);
    m_token = token;
}

void FakeApi::onRequest(std::function<void(int)> hook)
{
    const std::lock_guard lock(m_mutex);
    m_hook = std::move(hook);
}

void FakeApi::setRoute(std::string_view path, HttpServer::Handler handler)
{
    const std::lock_guard lock(m_mutex);
    m_routes.insert_or_assign(std::string(path), std::move(handler));
}

std::vector<FakeApi::Request> FakeApi::journal() const
{
    const std::lock_guard lock(m_mutex);
    return m_journal;
}

void FakeApi::clearJournal()
{
    const std::lock_guard lock(m_mutex);
    m_journal.clear();
}

std::int64_t FakeApi::tick()
{
    m_nowMs += 1'000;
    return m_nowMs;
}

void FakeApi::putLocked(std::string_view collection, std::string_view id, const ValueObject &fields)
{
    Collection &all = m_collections[std::string(collection)];
    const auto known = all.created.find(id);
    const std::int64_t created = known == all.created.end() ? ++m_created : known->second;
    all.created.insert_or_assign(std::string(id), created);
    Item &item = all.items[created];
    item.id = id;
    item.created = created;
    item.updatedMs = tick();
    ++item.version;
    ValueObject object{{"id", idValue(id)}};
    for (const auto &[key, value] : fields) {
        if (key != "id" && key != "version" && key != "updatedAt")
            object.set(key, value);
    }
    object.set("version", item.version);
    object.set("updatedAt", iso::format(DateTime{item.updatedMs}));
    item.json = json::write(object);
}

bool FakeApi::eraseLocked(std::string_view collection, std::string_view id)
{
    Collection &all = m_collections[std::string(collection)];
    const auto known = all.created.find(id);
    if (known == all.created.end())
        return false;
    all.items.erase(known->second);
    all.created.erase(known);
    all.deleted.push_back({.id = std::string(id), .deletedMs = tick()});
    return true;
}

void FakeApi::handle(const ServerRequest &request, const ServerReply &reply)
{
    std::function<void(int)> hook;
    std::int64_t index = 0;
    {
        const std::lock_guard lock(m_mutex);
        hook = m_hook;
        index = m_requests;
    }
    if (hook)
        hook(static_cast<int>(index));

    Fault fault;
    HttpServer::Handler route;
    ServerResponse right;
    {
        const std::lock_guard lock(m_mutex);
        ++m_requests;
        fault = m_faults.at(index - m_faultsFrom);
        m_journal.push_back({.request = request, .fault = fault.name()});
        if (const auto it = m_routes.find(request.path); it != m_routes.end())
            route = it->second;
        else
            right = answer(request, fault);
        right.headers.emplace_back("Date", formatHttpDate({m_nowMs}));
    }
    if (route)
        route(request, reply);
    else
        replyWithFault(reply, std::move(right), fault, m_server->executor());
}

ServerResponse FakeApi::answer(const ServerRequest &request, const Fault &fault)
{
    if (!m_token.empty() && findHeader(request.headers, "authorization") != "Bearer " + m_token)
        return failure(401, "The token is missing or wrong.");
    const std::string_view path = std::string_view(request.path).substr(1);
    const std::size_t slash = path.find('/');
    const std::string name = url::decode(path.substr(0, slash));
    const std::string id =
        slash == std::string_view::npos ? "" : url::decode(path.substr(slash + 1));
    if (request.method != "GET")
        return change(name, id, request);
    const auto it = m_collections.find(name);
    if (it == m_collections.end())
        return failure(404, "There is no such collection.");
    Collection &collection = it->second;
    if (slash == std::string_view::npos)
        return list(collection, request, fault);
    if (id == "deleted")
        return deletions(collection, request);
    const auto item = collection.created.find(id);
    if (item == collection.created.end())
        return failure(404, "There is no such item.");
    return ServerResponse::json(200, collection.items.at(item->second).json);
}

FakeApi::Page FakeApi::pageOf(const Collection &collection, const ServerRequest &request,
                              std::size_t limit)
{
    std::vector<const Item *> all;
    all.reserve(collection.items.size());
    const auto since = iso::parseDateTime(parameter(request, "since"));
    for (const auto &[created, item] : collection.items) {
        if (!since || item.updatedMs >= since->ms)
            all.push_back(&item);
    }
    const auto keyOf = [&since](const Item *item) {
        return std::pair(since ? item->updatedMs : 0, item->created);
    };
    std::ranges::sort(all, {}, keyOf);

    Page page;
    std::size_t from = 0;
    for (const char *name : {"page", "offset"}) {
        if (const auto value = number(parameter(request, name))) {
            page.parameter = name;
            const auto position = static_cast<std::size_t>(std::max<std::int64_t>(0, *value));
            from = page.parameter == "page" ? (std::max<std::size_t>(1, position) - 1) * limit
                                            : position;
            page.present = std::to_string(*value);
            page.next =
                std::to_string(page.parameter == "page" ? std::max<std::size_t>(1, position) + 1
                                                        : position + limit);
        }
    }
    if (page.parameter.empty()) {
        page.parameter = "cursor";
        page.present = parameter(request, "cursor");
        const std::size_t dot = page.present.find('.');
        const std::pair after(
            number(page.present.substr(0, dot)).value_or(-1),
            dot == std::string::npos ? -1 : number(page.present.substr(dot + 1)).value_or(-1));
        from =
            static_cast<std::size_t>(std::ranges::upper_bound(all, after, {}, keyOf) - all.begin());
    }
    from = std::min(from, all.size());
    const std::size_t to = std::min(from + limit, all.size());
    page.items.assign(all.begin() + static_cast<std::ptrdiff_t>(from),
                      all.begin() + static_cast<std::ptrdiff_t>(to));
    if (page.parameter == "cursor" && to > from) {
        const auto [updated, created] = keyOf(all[to - 1]);
        page.next = std::to_string(updated) + '.' + std::to_string(created);
    }
    if (to == all.size())
        page.next.clear();
    return page;
}

std::string FakeApi::itemsOf(const Page &page)
{
    std::string out = "[";
    for (const Item *item : page.items) {
        if (out.size() > 1)
            out += ',';
        out += item->json;
    }
    return out + ']';
}

ServerResponse FakeApi::list(Collection &collection, const ServerRequest &request,
                             const Fault &fault)
{
    const auto limit = number(parameter(request, "limit"));
    if (limit && (*limit < 1 || *limit > static_cast<std::int64_t>(largestLimit)))
        return failure(400, "The limit is a number from 1 to 1000.");
    Page page = pageOf(collection, request, limit ? static_cast<std::size_t>(*limit) : m_pageSize);
    std::string items = itemsOf(page);
    if (fault.kind == Fault::Kind::Empty)
        items = "[]";
    else if (fault.kind == Fault::Kind::Duplicate && !collection.lastPage.empty())
        items = collection.lastPage;
    else
        collection.lastPage = items;
    if (fault.kind == Fault::Kind::Empty)
        page.next = page.present.empty() ? "0.0" : page.present; // points on to what it left out
    else if (fault.kind == Fault::Kind::Repeat && !page.present.empty())
        page.next = page.present;

    const std::string total = std::to_string(collection.items.size());
    std::string body = R"({"items":)" + items + R"(,"next":)";
    body += page.next.empty() ? std::string("null") : json::write(page.next);
    body += R"(,"total":)" + total + '}';
    ServerResponse response = ServerResponse::json(200, std::move(body));
    response.headers.emplace_back("X-Total", total);
    if (!page.next.empty())
        response.headers.emplace_back(
            "Link", '<' + withParameter(request, page.parameter, page.next) + ">; rel=\"next\"");
    return response;
}

ServerResponse FakeApi::deletions(const Collection &collection, const ServerRequest &request) const
{
    const auto since = iso::parseDateTime(parameter(request, "since"));
    ValueList items;
    for (const Deletion &deletion : collection.deleted) {
        if (!since || deletion.deletedMs >= since->ms)
            items.emplace_back(
                ValueObject{{"id", idValue(deletion.id)},
                            {"deletedAt", iso::format(DateTime{deletion.deletedMs})}});
    }
    return ServerResponse::json(
        200, json::write(ValueObject{{"items", std::move(items)}, {"next", nullptr}}));
}

ServerResponse FakeApi::change(std::string_view name, std::string_view id,
                               const ServerRequest &request)
{
    if (request.method == "DELETE")
        return eraseLocked(name, id) ? ServerResponse::json(200, "{}")
                                     : failure(404, "There is no such item.");
    if (request.method != "POST" && request.method != "PUT")
        return failure(405, "Use GET, POST, PUT or DELETE.");
    const Result<Value> body = json::parse(request.body);
    if (!body || !body->isObject())
        return failure(422, "The body is no JSON object.");
    Collection &collection = m_collections[std::string(name)];
    std::string key(id);
    const bool isNew = request.method == "POST";
    if (isNew && key.empty())
        key = std::to_string(m_created + 1);
    if (!isNew && !collection.created.contains(key))
        return failure(404, "There is no such item.");
    putLocked(name, key, body->asObject());
    return ServerResponse::json(isNew ? 201 : 200,
                                collection.items.at(collection.created.at(key)).json);
}

} // namespace syncline::test
