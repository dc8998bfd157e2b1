#pragma once

#include "core/base/Result.h"
#include "core/store/Database.h"
#include "core/store/WriteQueue.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace syncline {

/**
 * The record database of one environment (`.syncline/<environment>.sqlite`): WAL, synchronous=FULL,
 * 16 KiB pages, one write connection (on which alone checkpoints run), read-only connections in a
 * pool. Holds the project lock (`.syncline/lock`, flock + pid) while open for writing; a second
 * instance gets SYNC_LOCKED, which names the pid. A file of a newer format is refused
 * (SYNC_TOO_NEW) and not touched. After an unclean end quick_check runs.
 */
class Store
{
public:
    struct Options
    {
        std::filesystem::path file;
        bool readOnly = false;
        int readers = 4;
    };
    static Result<std::unique_ptr<Store>> open(Options options);
    virtual ~Store() = default;

    [[nodiscard]] virtual bool isReadOnly() const = 0;
    [[nodiscard]] virtual WriteQueue &writes() = 0;

    /** A pooled read-only connection in a snapshot (BEGIN) for as long as it lives; blocks while
     * all are in use. Thread-safe. */
    class Reader
    {
    public:
        struct State;
        explicit Reader(std::unique_ptr<State> state);
        Reader(Reader &&) noexcept;
        Reader &operator=(Reader &&) noexcept;
        ~Reader();
        [[nodiscard]] Database &database() const;

    private:
        std::unique_ptr<State> m_state;
    };
    /** A stop request interrupts the statement under way. */
    virtual Result<Reader> reader(std::stop_token stop = {}) = 0;

    /**
     * A scratch session (preview, "Try it", tests): a connection of its own on a read-only
     * snapshot, with TEMP overlay tables; never holds the lease. `overlay()` makes, for a table, a
     * TEMP table of the same shape plus a tombstone table and a TEMP view named like the table, so
     * that reads see main ∪ overlay and INSTEAD OF triggers send writes to the overlay.
     */
    class Scratch
    {
    public:
        virtual ~Scratch() = default;
        [[nodiscard]] virtual Database &database() = 0;
        virtual Result<void> overlay(std::string_view table) = 0;
        struct Change
        {
            std::string table;
            std::int64_t rowid = 0;
            enum class Kind : std::uint8_t { Insert, Update, Delete } kind = Kind::Insert;
            ValueObject before; ///< Column → value.
            ValueObject after;
        };
        /** The overlay against main, by table and rowid. */
        virtual Result<std::vector<Change>> changes() = 0;
    };
    virtual Result<std::unique_ptr<Scratch>> scratch() = 0;

    /** A verified copy (integrity_check on the copy) while writers go on. */
    virtual Result<void> backup(const std::filesystem::path &to, std::stop_token stop = {}) = 0;
    /** One line per finding; empty: sound. */
    virtual Result<std::vector<std::string>> integrityCheck(std::stop_token stop = {}) = 0;

    /** Small persistent values of the engine (schema versions, connector caches): key → JSON. */
    static Result<Value> getMeta(Database &database, std::string_view key);
    static Result<void> setMeta(Database &database, std::string_view key, const Value &value);
};

} // namespace syncline
