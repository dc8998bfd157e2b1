#pragma once

#include "core/base/Value.h"
#include "core/server/FaultScript.h"
#include "core/server/HttpServer.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::test {

/**
 * A paginated JSON API on loopback, over data that the test sets, failing as a script says.
 * Thread-safe.
 *
 *   GET    /<collection>?limit=&since=   and one of cursor= · page= (from 1) · offset=
 *          → {"items":[…],"next":"<cursor>"|null,"total":n}, Link: <…>; rel="next", X-Total
 *   GET    /<collection>/<id>            → the item, or 404
 *   POST   /<collection> · PUT /<collection>/<id> · DELETE /<collection>/<id>
 *   GET    /<collection>/deleted?since=  → {"items":[{"id":…,"deletedAt":…}],"next":null}
 *
 * Items have "id", the given fields, "version" (from 1) and "updatedAt" (ISO; virtual time, a
 * second per change). Cursor pages go by the order of creation, with since by (updatedAt,
 * creation), so changes between two pages lose nothing; page and offset are as naive as such APIs
 * are.
 */
class FakeApi
{
public:
    FakeApi();
    ~FakeApi();

    /** "http://127.0.0.1:4711/items" */
    [[nodiscard]] std::string url(std::string_view path = "/items") const;
    [[nodiscard]] HttpServer &server() { return *m_server; }

    // The data. Ids are text; one that is all digits appears as a number.
    void put(std::string_view collection, std::string_view id, const ValueObject &fields);
    /** put() of "1"…"count". */
    void fill(std::string_view collection, int count,
              const std::function<ValueObject(int)> &fields);
    void erase(std::string_view collection, std::string_view id);
    [[nodiscard]] std::size_t count(std::string_view collection) const;
    /** The items as they would be served, by id. */
    [[nodiscard]] std::map<std::string, Value> items(std::string_view collection) const;
    [[nodiscard]] DateTime now() const;
    void setNow(DateTime now);

    // Behaviour
    void setPageSize(int size); ///< When no limit is given; 50. The largest limit is 1000.
    /** See FaultScript; counted from the next request. Aborts the test program when it is no
     * script. */
    void setFaults(std::string_view script);
    /** Every request needs "Authorization: Bearer <token>". */
    void requireToken(std::string_view token);
    /** Called on the server's thread before request @p index is answered: the place to change data
     * while someone reads. */
    void onRequest(std::function<void(int index)> hook);
    /** Another answer than the API's own for @p path (without query). */
    void setRoute(std::string_view path, HttpServer::Handler handler);

    struct Request
    {
        ServerRequest request;
        std::string fault; ///< "none" or as in the script.
    };
    [[nodiscard]] std::vector<Request> journal() const;
    void clearJournal();

private:
    struct Item
    {
        std::string id;
        std::int64_t created = 0; ///< Sequence number.
        std::int64_t updatedMs = 0;
        std::int64_t version = 0;
        std::string json;
    };
    struct Deletion
    {
        std::string id;
        std::int64_t deletedMs = 0;
    };
    struct Collection
    {
        std::map<std::int64_t, Item> items; ///< By creation.
        std::map<std::string, std::int64_t, std::less<>> created;
        std::vector<Deletion> deleted;
        std::string lastPage; ///< The "items" of the last page served, for duplicates.
    };
    struct Page;

    void handle(const ServerRequest &request, const ServerReply &reply);
    [[nodiscard]] ServerResponse answer(const ServerRequest &request, const Fault &fault);
    [[nodiscard]] ServerResponse list(Collection &collection, const ServerRequest &request,
                                      const Fault &fault);
    [[nodiscard]] static Page pageOf(const Collection &collection, const ServerRequest &request,
                                     std::size_t limit);
    [[nodiscard]] static std::string itemsOf(const Page &page);
    [[nodiscard]] ServerResponse deletions(const Collection &collection,
                                           const ServerRequest &request) const;
    [[nodiscard]] ServerResponse change(std::string_view name, std::string_view id,
                                        const ServerRequest &request);
    void putLocked(std::string_view collection, std::string_view id, const ValueObject &fields);
    bool eraseLocked(std::string_view collection, std::string_view id);
    std::int64_t tick();

    mutable std::mutex m_mutex;
    std::map<std::string, Collection, std::less<>> m_collections;
    std::map<std::string, HttpServer::Handler, std::less<>> m_routes;
    std::int64_t m_nowMs = 1'704'067'200'000; // 2024-01-01
    std::int64_t m_created = 0;
    std::size_t m_pageSize = 50;
    std::string m_token;
    FaultScript m_faults;
    std::int64_t m_faultsFrom = 0;
    std::int64_t m_requests = 0;
    std::function<void(int)> m_hook;
    std::vector<Request> m_journal;
    std::unique_ptr<HttpServer> m_server; // last: it calls the rest
};

} // namespace syncline::test
