#pragma once

#include "core/store/Store.h"

#include <condition_variable>
#include <mutex>
#include <optional>

namespace syncline {

/** The read-only connections of a store; opened when first needed. Thread-safe. */
class ReaderPool : public std::enable_shared_from_this<ReaderPool>
{
public:
    ReaderPool(std::filesystem::path file, Database::Options options, int size,
               std::shared_ptr<void> keepAlive);

    /** Waits while all are in use. */
    Result<std::unique_ptr<Store::Reader::State>> take(const std::stop_token &stop);
    void giveBack(std::unique_ptr<Database> database);
    /** A connection of its own, not counted. */
    Result<std::unique_ptr<Database>> openConnection() const;
    /** Closes the connections that are not in use, and each other one as it comes back. */
    void close();

    /** Begins a transaction on the state of this moment. */
    static Result<void> beginSnapshot(Database &database);

private:
    const std::filesystem::path m_file;
    const Database::Options m_options;
    const int m_size;
    const std::shared_ptr<void> m_keepAlive;

    std::mutex m_mutex;
    std::condition_variable_any m_freed;
    std::vector<std::unique_ptr<Database>> m_idle;
    int m_open = 0;
    bool m_closed = false;
};

struct Store::Reader::State
{
    std::shared_ptr<ReaderPool> pool;
    std::unique_ptr<Database> database;
    std::optional<std::stop_callback<std::function<void()>>> onStop;

    ~State();
};

} // namespace syncline
