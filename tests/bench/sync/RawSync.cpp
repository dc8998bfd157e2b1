// The raw limit of a sync: what a program costs that does only what must be done, written by hand
// for these fields.
//   raw_sync first PORT DB
//     fetch, parse, plain prepared upserts into the same schema with the same durability
//   raw_sync again PORT DB
//     fetch, parse, digest, compare with the digests in memory; writes nothing
// Prints "<records> <changed>".

#include "tests/bench/sync/Records.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <simdjson.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>
#include <xxhash.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>

namespace {

using simdjson::dom::element;

constexpr int batch = 5'000;
constexpr std::array fields{"title", "description", "sku",     "email",  "link",
                            "price", "quantity",    "rank",    "active", "tags",
                            "kind",  "updatedAt",   "category"};

[[noreturn]] void die(const char *what, sqlite3 *database = nullptr)
{
    std::fprintf(stderr, "%s: %s\n", what,
                 database != nullptr ? sqlite3_errmsg(database) : std::strerror(errno));
    std::exit(1);
}

template <typename T>
T as(const element &value)
{
    T out{};
    if (value.get(out) != simdjson::SUCCESS)
        die("a value of another type");
    return out;
}
template <typename T>
T as(const simdjson::simdjson_result<element> &value)
{
    element inner;
    if (simdjson::simdjson_result<element>(value).get(inner) != simdjson::SUCCESS)
        die("a missing value");
    return as<T>(inner);
}

/** GET over one kept connection. */
class Client
{
public:
    explicit Client(int port)
        : m_socket(socket(AF_INET, SOCK_STREAM, 0))
    {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(m_socket, reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0)
            die("connect");
    }
    ~Client() { close(m_socket); }
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    simdjson::padded_string_view get(long long offset)
    {
        const std::string request = "GET /records?offset=" + std::to_string(offset) +
                                    " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
        if (send(m_socket, request.data(), request.size(), MSG_NOSIGNAL) < 0)
            die("send");
        m_buffer.clear();
        std::size_t head = std::string::npos;
        std::size_t length = 0;
        std::array<char, 65'536> chunk{};
        for (;;) {
            const ssize_t n = recv(m_socket, chunk.data(), chunk.size(), 0);
            if (n <= 0)
                die("recv");
            m_buffer.append(chunk.data(), static_cast<std::size_t>(n));
            if (head == std::string::npos) {
                head = m_buffer.find("\r\n\r\n");
                if (head == std::string::npos)
                    continue;
                head += 4;
                length = std::strtoul(m_buffer.c_str() + m_buffer.find("Content-Length: ") + 16,
                                      nullptr, 10);
            }
            if (m_buffer.size() >= head + length)
                break;
        }
        m_buffer.reserve(m_buffer.size() + simdjson::SIMDJSON_PADDING);
        return simdjson::padded_string_view(m_buffer.data() + head, length,
                                            m_buffer.capacity() - head);
    }

private:
    int m_socket;
    std::string m_buffer;
};

std::int64_t isoMs(std::string_view text)
{
    const auto number = [&](std::size_t at, std::size_t count) {
        std::int64_t value = 0;
        for (std::size_t i = at; i < at + count; ++i)
            value = value * 10 + (text[i] - '0');
        return value;
    };
    const std::int64_t year = number(0, 4) - (number(5, 2) <= 2 ? 1 : 0);
    const std::int64_t era = year / 400;
    const std::int64_t yearOfEra = year - era * 400;
    const std::int64_t month = number(5, 2);
    const std::int64_t dayOfYear =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + number(8, 2) - 1;
    const std::int64_t days =
        era * 146'097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719'468;
    return ((days * 24 + number(11, 2)) * 60 + number(14, 2)) * 60'000 + number(17, 2) * 1'000 +
           number(20, 3);
}

/** The same normal form for digest and columns: what the engine has to look at. */
std::uint64_t digest(element record)
{
    static thread_local std::string normal;
    normal.clear();
    for (const char *name : fields) {
        const element value = record[name];
        switch (value.type()) {
        case simdjson::dom::element_type::STRING: {
            const std::string_view text = as<std::string_view>(value);
            normal.append(text);
            break;
        }
        case simdjson::dom::element_type::INT64: {
            const std::int64_t number = as<std::int64_t>(value);
            normal.append(reinterpret_cast<const char *>(&number), sizeof(number));
            break;
        }
        case simdjson::dom::element_type::DOUBLE: {
            const double number = as<double>(value);
            normal.append(reinterpret_cast<const char *>(&number), sizeof(number));
            break;
        }
        case simdjson::dom::element_type::BOOL:
            normal += as<bool>(value) ? '\1' : '\0';
            break;
        case simdjson::dom::element_type::ARRAY:
            for (const element item : as<simdjson::dom::array>(value)) {
                const std::string_view text = as<std::string_view>(item);
                normal.append(text);
                normal += '\1';
            }
            break;
        default:
            break;
        }
        normal += '\0';
    }
    return XXH3_64bits(normal.data(), normal.size());
}

void exec(sqlite3 *database, const char *sql)
{
    if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        die(sql, database);
}

sqlite3 *open(const char *path)
{
    sqlite3 *database = nullptr;
    if (sqlite3_open(path, &database) != SQLITE_OK)
        die("open", database);
    exec(database, "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                   "PRAGMA cache_size=-65536;");
    return database;
}

constexpr const char *schema = R"(CREATE TABLE IF NOT EXISTS record (
 id INTEGER PRIMARY KEY, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
 _created_run INTEGER NOT NULL DEFAULT 0, _connection TEXT, _remote_id TEXT,
 _locale TEXT NOT NULL DEFAULT '', _digest INTEGER, _remote_version TEXT,
 title TEXT, description TEXT, sku TEXT, email TEXT, link TEXT,
 price ANY CHECK (typeof(price) NOT IN ('text', 'blob')),
 quantity ANY CHECK (typeof(quantity) NOT IN ('text', 'blob')),
 rank ANY CHECK (typeof(rank) NOT IN ('text', 'blob')),
 active INTEGER CHECK (active IN (0, 1)), tags TEXT,
 kind TEXT, updated INTEGER, category TEXT) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS record_remote ON record (_connection, _remote_id, _locale) WHERE _remote_id IS NOT NULL;)";

constexpr const char *upsert =
    R"(INSERT INTO record (created_at, updated_at, _created_run, _connection, _remote_id, _locale, _digest,
 title, description, sku, email, link, price, quantity, rank, active, tags, kind, updated, category)
 VALUES (?1, ?1, 1, 'remote', ?2, '', ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
 ON CONFLICT (_connection, _remote_id, _locale) WHERE _remote_id IS NOT NULL DO UPDATE SET updated_at=excluded.updated_at,
 _digest=excluded._digest, title=excluded.title, description=excluded.description, sku=excluded.sku, email=excluded.email,
 link=excluded.link, price=excluded.price, quantity=excluded.quantity, rank=excluded.rank, active=excluded.active,
 tags=excluded.tags, kind=excluded.kind, updated=excluded.updated, category=excluded.category)";

class First
{
public:
    explicit First(sqlite3 *database)
        : m_database(database)
    {
        exec(database, schema);
        if (sqlite3_prepare_v2(database, upsert, -1, &m_upsert, nullptr) != SQLITE_OK)
            die("prepare", database);
        exec(database, "BEGIN IMMEDIATE");
    }
    void add(element record)
    {
        const std::string id = std::to_string(as<std::int64_t>(record["id"]));
        sqlite3_bind_int64(m_upsert, 1, 1'790'000'000'000);
        sqlite3_bind_text(m_upsert, 2, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
        sqlite3_bind_int64(m_upsert, 3, static_cast<sqlite3_int64>(digest(record)));
        text(4, record["title"]);
        text(5, record["description"]);
        text(6, record["sku"]);
        text(7, record["email"]);
        text(8, record["link"]);
        sqlite3_bind_double(m_upsert, 9, as<double>(record["price"]));
        sqlite3_bind_int64(m_upsert, 10, as<std::int64_t>(record["quantity"]));
        sqlite3_bind_int64(m_upsert, 11, as<std::int64_t>(record["rank"]));
        sqlite3_bind_int(m_upsert, 12, as<bool>(record["active"]) ? 1 : 0);
        const std::string tags = simdjson::minify(as<simdjson::dom::array>(record["tags"]));
        sqlite3_bind_text(m_upsert, 13, tags.data(), static_cast<int>(tags.size()), SQLITE_STATIC);
        text(14, record["kind"]);
        sqlite3_bind_int64(m_upsert, 15, isoMs(as<std::string_view>(record["updatedAt"])));
        text(16, record["category"]);
        if (sqlite3_step(m_upsert) != SQLITE_DONE)
            die("upsert", m_database);
        sqlite3_reset(m_upsert);
        if (++m_inBatch == batch) {
            exec(m_database, "COMMIT");
            exec(m_database, "BEGIN IMMEDIATE");
            m_inBatch = 0;
        }
    }
    void finish()
    {
        exec(m_database, "COMMIT");
        sqlite3_finalize(m_upsert);
    }

private:
    void text(int index, simdjson::simdjson_result<element> value)
    {
        const std::string_view view = as<std::string_view>(value);
        sqlite3_bind_text(m_upsert, index, view.data(), static_cast<int>(view.size()),
                          SQLITE_STATIC);
    }
    sqlite3 *m_database;
    sqlite3_stmt *m_upsert = nullptr;
    int m_inBatch = 0;
};

std::unordered_map<std::uint64_t, std::uint64_t> loadDigests(sqlite3 *database)
{
    std::unordered_map<std::uint64_t, std::uint64_t> digests;
    digests.reserve(1'000'000);
    sqlite3_stmt *select = nullptr;
    if (sqlite3_prepare_v2(database, "SELECT _remote_id, _digest FROM record", -1, &select,
                           nullptr) != SQLITE_OK)
        die("prepare", database);
    while (sqlite3_step(select) == SQLITE_ROW) {
        const auto *id = sqlite3_column_text(select, 0);
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(select, 0));
        digests.emplace(XXH3_64bits(id, size),
                        static_cast<std::uint64_t>(sqlite3_column_int64(select, 1)));
    }
    sqlite3_finalize(select);
    return digests;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 4) {
        std::fprintf(stderr, "usage: raw_sync first|again PORT DB\n");
        return 2;
    }
    const bool first = std::strcmp(argv[1], "first") == 0;
    Client client(std::atoi(argv[2]));
    sqlite3 *database = open(argv[3]);
    std::unordered_map<std::uint64_t, std::uint64_t> digests;
    std::unique_ptr<First> writer;
    if (first)
        writer = std::make_unique<First>(database);
    else
        digests = loadDigests(database);

    simdjson::dom::parser parser;
    long long offset = 0;
    long long records = 0;
    long long changed = 0;
    for (bool more = true; more;) {
        const simdjson::padded_string_view body = client.get(offset);
        const element page =
            parser.parse(reinterpret_cast<const std::uint8_t *>(body.data()), body.length(), false);
        for (const element record : as<simdjson::dom::array>(page["items"])) {
            ++records;
            if (first) {
                writer->add(record);
                continue;
            }
            const std::string id = std::to_string(as<std::int64_t>(record["id"]));
            const auto found = digests.find(XXH3_64bits(id.data(), id.size()));
            changed += found == digests.end() || found->second != digest(record) ? 1 : 0;
        }
        std::int64_t next = 0;
        more = page["next"].get_int64().get(next) == simdjson::SUCCESS;
        offset = next;
    }
    if (writer)
        writer->finish();
    writer.reset();
    sqlite3_close(database);
    std::printf("%lld %lld\n", records, changed);
    return 0;
}
