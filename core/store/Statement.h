#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"

#include <cstdint>
#include <span>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace syncline {

class Database;

/**
 * A prepared statement on loan from its Database's cache: reset and unbound when it goes out of scope.
 * Bind indexes are 1-based, columns 0-based. bindText/bindBlob do NOT copy: the bytes must live until reset(). Not thread-safe: used where the Database is.
 */
class Statement
{
public:
    Statement(Database *database, sqlite3_stmt *statement, bool cached);
    Statement(Statement &&other) noexcept;
    Statement &operator=(Statement &&other) noexcept;
    Statement(const Statement &) = delete;
    Statement &operator=(const Statement &) = delete;
    ~Statement();

    Statement &bindNull(int index);
    Statement &bind(int index, std::int64_t value);
    Statement &bind(int index, double value);
    Statement &bindText(int index, std::string_view text);
    Statement &bindBlob(int index, std::span<const std::byte> bytes);
    /** Binds as the store keeps it: bool → 0/1, Date → days, DateTime → ms, list and object → JSON text (copied). */
    Statement &bindValue(int index, const Value &value);

    /** True: a row is there; false: done. */
    Result<bool> step();
    /** step() to the end; for statements without rows. */
    Result<void> run();
    void reset();

    [[nodiscard]] bool isNull(int column) const;
    [[nodiscard]] int type(int column) const; ///< SQLITE_INTEGER …
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] double real(int column) const;
    [[nodiscard]] std::string_view text(int column) const; ///< Valid until the next step or reset.
    [[nodiscard]] std::span<const std::byte> blob(int column) const;
    [[nodiscard]] int columnCount() const;
    [[nodiscard]] sqlite3_stmt *handle() const { return m_statement; }

private:
    Database *m_database = nullptr;
    sqlite3_stmt *m_statement = nullptr;
    bool m_cached = false;
};

} // namespace syncline
