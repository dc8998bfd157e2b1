#pragma once

#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/**
 * The full-text index of one model (README.md of this folder), for queries: which records may hold
 * a text. It says too many rather than too few, and its user looks at each, so that what is found
 * is what a scan finds. As of the snapshot in which it was opened.
 */
class SearchIndex
{
public:
    /** Records that an index may propose; a text that stands in more is faster found by a scan. */
    static constexpr std::size_t maxCandidates = 20'000;

    /** nullopt: there is none that can be used (not built, too many changes not yet in it, damaged,
     * a scratch session). */
    static std::optional<SearchIndex> open(Database &database, const ModelTable &table);

    /** Whether it covers @p column. */
    [[nodiscard]] bool covers(const FieldColumn &column) const;
    /** Whether it covers every column that a search looks in. */
    [[nodiscard]] bool coversSearch(const ModelTable &table) const;

    /** A condition that holds for every record with @p text in @p column; its parameter is
     * appended. nullopt: the index does not help. */
    std::optional<std::string> holding(const FieldColumn &column, std::string_view text,
                                       std::vector<Value> &parameters) const;
    /** The same for every record with each of @p words in some searchable column. */
    std::optional<std::string> holdingAll(const std::vector<std::string> &words,
                                          std::vector<Value> &parameters) const;
    /** Grows when changes are brought in; what was found before is good as long as it stays. */
    [[nodiscard]] std::int64_t stamp() const { return m_stamp; }
    /** Whether it proposed anything. */
    [[nodiscard]] bool wasUsed() const { return m_wasUsed; }

private:
    SearchIndex(Database &database, const ModelTable &table)
        : m_database(&database),
          m_key(table.model().storageKey)
    {
    }
    [[nodiscard]] std::optional<std::string> condition(const std::string &match,
                                                       std::vector<Value> &parameters) const;

    Database *m_database;
    std::string m_key;
    std::vector<std::string> m_columns; ///< Storage keys, in the index's order.
    std::int64_t m_stamp = 0;
    mutable bool m_wasUsed = false;
};

/** The stamp of the model's index at present; 0: none. */
std::int64_t searchStamp(Database &database, std::string_view modelKey);

/** Whether a search looks in @p column. */
bool isSearched(const FieldColumn &column);
/** The words of a search. */
std::vector<std::string> searchWords(std::string_view text);

} // namespace syncline
