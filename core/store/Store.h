#pragma once

#include "core/base/Result.h"
#include "core/store/Database.h"
#include "core/store/WriteQueue.h"

#include <chrono>
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
 * pool. Holds the project lock (`lock` in the file's folder, flock + pid) while open for writing; a
 * second instance gets SYNC_LOCKED, which names the pid. A file of a newer format is refused
 * (SYNC_TOO_NEW) and not touched. After an unclean end quick_check runs.
 *
 * A folder that cannot be written opens read-only by itself (see isReadOnly()): as it is when the
 * last end was clean, else as a temporary copy, because a log cannot be read there.
 */
class Store
{
public:
    struct Options
    {
        std::filesystem::path file;
        bool readOnly = false; ///< Takes no lock; another instance may be writing.
        /** How long to wait for another instance that is about to end. */
        std::chrono::milliseconds lockPatience{0};
        int readers = 4;
        std::string vfs = {};        ///< Name of a registered sqlite3_vfs; tests plug in faults.
        int checkpointFrames = 1000; ///< See CommitQueue.
        bool ballast = true;         ///< Keep a reserve file for a full disk.
    };
    /** Errors: SYNC_LOCKED, SYNC_TOO_NEW, SYNC_CORRUPT, SYNC_READ_ONLY (nothing there to read), …
     */
    static Result<std::unique_ptr<Store>> open(Options options);
    /** Cancels who waits for the lease. A writer or reader still alive keeps the file open till it
     * ends. */
    virtual ~Store() = default;

    [[nodiscard]] virtual bool isReadOnly() const = 0;
    /** Of a read-only store: one that refuses everybody with SYNC_READ_ONLY. */
    [[nodiscard]] virtual WriteQueue &writes() = 0;

    /**
     * A pooled read-only connection in a snapshot (BEGIN) for as long as it lives; blocks while all
     * are in use. May pass to another thread, but not be used by two. No Statement may outlive it.
     */
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
    /** Thread-safe. A stop request ends the wait, or interrupts the statement and refuses further
     * ones. */
    virtual Result<Reader> reader(std::stop_token stop = {}) = 0;

    /**
     * A scratch session (preview, "Try it", tests): a connection of its own on a read-only
     * snapshot, with TEMP overlay tables; never holds the lease. Used by one thread at a time.
     *
     * overlay() makes, for a table with an INTEGER PRIMARY KEY, a TEMP table of the same shape plus
     * a tombstone table and a TEMP view named like the table, so that reads see main ∪ overlay and
     * INSTEAD OF triggers send writes to the overlay. CHECK, NOT NULL and plain UNIQUE (not
     * partial, not on expressions) hold as in main; triggers of main do not run.
     *
     * What differs for who writes: an upsert (ON CONFLICT) is refused by SQLite;
     * database().changes() is 0 and lastInsertId() says nothing (use RETURNING); an INSERT without
     * id gets one, but RETURNING shows it as null, so take database().newScratchId() first.
     * Left-out columns are null unless NOT NULL with a default. Never end the transaction: it is
     * the snapshot.
     */
    class Scratch
    {
    public:
        virtual ~Scratch() = default;
        [[nodiscard]] virtual Database &database() = 0;
        /** Idempotent. SYNC_NOT_FOUND: no such table. */
        virtual Result<void> overlay(std::string_view table) = 0;
        struct Change
        {
            std::string table;
            std::int64_t rowid = 0;
            enum class Kind : std::uint8_t { Insert, Update, Delete } kind = Kind::Insert;
            ValueObject before; ///< Column → value; Update: only what changed.
            ValueObject after;
        };
        /** The overlay against main, by table (in the order of overlay()) and rowid. */
        virtual Result<std::vector<Change>> changes() = 0;
    };
    virtual Result<std::unique_ptr<Scratch>> scratch() = 0;

    /** A verified copy (integrity_check on the copy) while writers go on; replaces @p to
     * atomically. */
    virtual Result<void> backup(const std::filesystem::path &to, std::stop_token stop = {}) = 0;
    /** One line per finding; empty: sound. */
    virtual Result<std::vector<std::string>> integrityCheck(std::stop_token stop = {}) = 0;

    /** The 16 MB reserve beside the file. Releasing it lets a full disk take the deletions that
     * free more. */
    [[nodiscard]] virtual bool hasBallast() const = 0;
    virtual Result<void> releaseBallast() = 0;

    /** Small persistent values of the engine (schema versions, connector caches): key → JSON; null:
     * none. */
    static Result<Value> getMeta(Database &database, std::string_view key);
    static Result<void> setMeta(Database &database, std::string_view key, const Value &value);
};

} // namespace syncline
