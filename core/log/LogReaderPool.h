#pragma once

#include "core/store/Database.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <vector>

namespace syncline {

/** Read-only connections, one per query at a time. Thread-safe. */
class LogReaderPool
{
public:
    struct Loan
    {
        std::unique_ptr<Database> database;
        std::uint64_t generation = 0;
    };

    explicit LogReaderPool(std::filesystem::path file)
        : m_file(std::move(file))
    {
    }

    Result<Loan> take()
    {
        std::uint64_t generation = 0;
        {
            const std::lock_guard lock(m_mutex);
            generation = m_generation;
            if (!m_idle.empty()) {
                Loan loan{.database = std::move(m_idle.back()), .generation = generation};
                m_idle.pop_back();
                return loan;
            }
        }
        Database::Options options;
        options.cacheKiB = 4 * 1024;
        auto opened = Database::open(m_file, Database::Mode::ReadOnly, options);
        if (!opened) {
            options.immutable = true; // a read-only medium: SQLite cannot make its -shm file there
            auto again = Database::open(m_file, Database::Mode::ReadOnly, options);
            if (!again)
                return opened.error();
            opened = std::move(again);
        }
        return Loan{.database = std::move(opened).value(), .generation = generation};
    }

    void giveBack(Loan loan)
    {
        loan.database->clearStop();
        const std::lock_guard lock(m_mutex);
        if (loan.generation == m_generation && m_idle.size() < maxIdle)
            m_idle.push_back(std::move(loan.database));
    }

    /** The file is another one now. */
    void renew()
    {
        const std::lock_guard lock(m_mutex);
        ++m_generation;
        m_idle.clear();
    }

private:
    static constexpr std::size_t maxIdle = 4;
    const std::filesystem::path m_file;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Database>> m_idle;
    std::uint64_t m_generation = 0;
};

} // namespace syncline
