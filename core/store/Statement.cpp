#include "core/store/Statement.h"

#include "core/store/Database.h"

namespace syncline {

Statement::Statement(Statement &&other) noexcept
    : m_database(other.m_database),
      m_statement(std::exchange(other.m_statement, nullptr)),
      m_cached(other.m_cached),
      m_gate(other.m_gate),
      m_bindStatus(other.m_bindStatus)
{
}

Statement &Statement::operator=(Statement &&other) noexcept
{
    if (this != &other) {
        release();
        m_database = other.m_database;
        m_statement = std::exchange(other.m_statement, nullptr);
        m_cached = other.m_cached;
        m_gate = other.m_gate;
        m_bindStatus = other.m_bindStatus;
    }
    return *this;
}

Statement::~Statement()
{
    release();
}

void Statement::release()
{
    if (m_statement)
        m_database->releaseStatement(std::exchange(m_statement, nullptr), m_cached);
}

Statement &Statement::bindBlob(int index, std::span<const std::byte> bytes)
{
    if (bytes.empty()) // a null pointer would bind NULL
        return bound(sqlite3_bind_zeroblob(m_statement, index, 0));
    return bound(
        sqlite3_bind_blob64(m_statement, index, bytes.data(), bytes.size(), SQLITE_STATIC));
}

Statement &Statement::bindTextCopy(int index, std::string_view text)
{
    const char *bytes = text.empty() ? "" : text.data();
    // NOLINTNEXTLINE(performance-no-int-to-ptr): SQLite's own definition of SQLITE_TRANSIENT
    const auto copied = reinterpret_cast<sqlite3_destructor_type>(std::intptr_t{-1});
    return bound(sqlite3_bind_text64(m_statement, index, bytes, text.size(), copied, SQLITE_UTF8));
}

Result<void> Statement::run()
{
    for (;;) {
        const Result<bool> row = step();
        if (!row)
            return row.error();
        if (!row.value())
            break;
    }
    sqlite3_reset(m_statement);
    return {};
}

void Statement::reset()
{
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
    m_bindStatus = SQLITE_OK;
}

std::string_view Statement::text(int column) const
{
    const unsigned char *bytes = sqlite3_column_text(m_statement, column);
    if (!bytes)
        return {};
    const int size = sqlite3_column_bytes(m_statement, column);
    return {reinterpret_cast<const char *>(bytes), static_cast<std::size_t>(size)};
}

std::span<const std::byte> Statement::blob(int column) const
{
    const void *bytes = sqlite3_column_blob(m_statement, column);
    const int size = sqlite3_column_bytes(m_statement, column);
    return {static_cast<const std::byte *>(bytes), static_cast<std::size_t>(size)};
}

std::string_view Statement::columnName(int column) const
{
    const char *name = sqlite3_column_name(m_statement, column);
    return name ? std::string_view(name) : std::string_view();
}

Error Statement::failed(int code)
{
    if (m_bindStatus != SQLITE_OK && code == m_bindStatus) {
        return Error(errc::storage, "A value could not be handed to the database: %1.",
                     {sqlite3_errstr(m_bindStatus)})
            .withDetail(sqlite3_sql(m_statement));
    }
    Error error = m_database->stepFailed(code, "carry out a statement");
    sqlite3_reset(m_statement); // lets go of its locks; keeps what is bound
    return error;
}

} // namespace syncline
