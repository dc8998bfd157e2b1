#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <atomic>
#include <cstdint>
#include <span>
#include <sqlite3.h>
#include <string_view>

namespace syncline {

class Database;
struct CachedStatement;

/** Whether a connection refuses steps at present (stopped, or its transaction is poisoned). */
struct StepGate
{
    std::atomic<bool> closed = false;
};

/**
 * A prepared statement on loan from its Database's cache: reset and unbound when it goes out of
 * scope. Bind indexes are 1-based, columns 0-based. bindText/bindBlob do NOT copy: the bytes must
 * live until reset(), run() or the next bind of that index. A bind that fails makes the next step()
 * fail. Not thread-safe: used where the Database is.
 */
class Statement
{
public:
    Statement(Database *database, sqlite3_stmt *statement, CachedStatement *cached,
              const StepGate *gate)
        : m_database(database),
          m_statement(statement),
          m_cached(cached),
          m_gate(gate)
    {
    }
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    Statement &bindNull(int index) { return bound(sqlite3_bind_null(m_statement, index)); }
    Statement &bind(int index, std::int64_t value)
    {
        return bound(sqlite3_bind_int64(m_statement, index, value));
    }
    Statement &bind(int index, double value)
    {
        return bound(sqlite3_bind_double(m_statement, index, value));
    }
    Statement &bindText(int index, std::string_view text)
    {
        const char *bytes = text.empty() ? "" : text.data(); // a null pointer would bind NULL
        return bound(sqlite3_bind_text64(m_statement, index, bytes, text.size(), SQLITE_STATIC,
                                         SQLITE_UTF8));
    }
    Statement &bindBlob(int index, std::span<const std::byte> bytes);
    /** As bindText, but the bytes are copied. */
    Statement &bindTextCopy(int index, std::string_view text);
    /** Binds as the store keeps it: bool → 0/1, Date → days, DateTime → ms, list and object → JSON
     * text (copied); strings are not copied. */
    Statement &bindValue(int index, const Value &value);

    /** True: a row is there; false: done. After done or an error: reset() before new binds. */
    Result<bool> step()
    {
        int code = m_bindStatus;
        if (code == SQLITE_OK && !m_gate->closed.load(std::memory_order_relaxed)) [[likely]] {
            code = sqlite3_step(m_statement);
            if (code == SQLITE_ROW)
                return true;
            if (code == SQLITE_DONE)
                return false;
        }
        return failed(code);
    }
    /** step() to the end and ready for the next binds; what is bound stays bound. */
    Result<void> run();
    /** Ready to run again, with nothing bound. */
    void reset();

    [[nodiscard]] bool isNull(int column) const { return type(column) == SQLITE_NULL; }
    [[nodiscard]] int type(int column) const ///< SQLITE_INTEGER …
    {
        return sqlite3_column_type(m_statement, column);
    }
    [[nodiscard]] std::int64_t integer(int column) const
    {
        return sqlite3_column_int64(m_statement, column);
    }
    [[nodiscard]] double real(int column) const
    {
        return sqlite3_column_double(m_statement, column);
    }
    [[nodiscard]] std::string_view text(int column) const; ///< Valid until the next step or reset.
    [[nodiscard]] std::span<const std::byte> blob(int column) const;
    [[nodiscard]] int columnCount() const { return sqlite3_column_count(m_statement); }
    [[nodiscard]] std::string_view columnName(int column) const;
    /** As SQLite holds it: null, integer, double or string (a blob as its bytes). */
    [[nodiscard]] Value value(int column) const;
    [[nodiscard]] sqlite3_stmt *handle() const { return m_statement; }

private:
    Statement &bound(int code)
    {
        if (code != SQLITE_OK) [[unlikely]]
            m_bindStatus = code;
        return *this;
    }
    Error failed(int code);
    void release();

    Database *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    CachedStatement *m_cached = nullptr; ///< Null: this one is not kept.
    const StepGate *m_gate = nullptr;
    int m_bindStatus = SQLITE_OK;
};

} // namespace syncline
