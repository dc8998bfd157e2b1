#pragma once

#include <list>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <unordered_map>

namespace syncline {

/** A statement that a Database keeps prepared. */
struct CachedStatement
{
    std::string sql;
    sqlite3_stmt *statement = nullptr;
    bool busy = false;
};

/** The prepared statements of one connection, by text; the least recently used go first. */
class StatementCache
{
public:
    static constexpr std::size_t capacity = 200;

    ~StatementCache() { clear(); }

    /** The entry for @p sql, now the most recently used; null: not kept. */
    CachedStatement *find(std::string_view sql)
    {
        const auto it = m_byText.find(sql);
        if (it == m_byText.end())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, it->second);
        return &*it->second;
    }

    /** Keeps @p statement (taken over) for @p sql, which is not kept yet. */
    CachedStatement *insert(std::string_view sql, sqlite3_stmt *statement)
    {
        if (m_entries.size() >= capacity)
            evict();
        m_entries.push_front({std::string(sql), statement, false});
        m_byText.emplace(m_entries.front().sql, m_entries.begin());
        return &m_entries.front();
    }

    void clear()
    {
        m_byText.clear();
        for (CachedStatement &entry : m_entries)
            sqlite3_finalize(entry.statement);
        m_entries.clear();
    }

    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

private:
    void evict()
    {
        for (auto it = m_entries.end(); it != m_entries.begin();) {
            --it;
            if (it->busy)
                continue;
            m_byText.erase(it->sql);
            sqlite3_finalize(it->statement);
            m_entries.erase(it);
            return;
        }
    }

    std::list<CachedStatement> m_entries; ///< Most recently used first.
    std::unordered_map<std::string_view, std::list<CachedStatement>::iterator> m_byText;
};

} // namespace syncline
