#include "core/record/bulk/FormerIds.h"

#include "core/record/history/RecordState.h"

#include <utility>

namespace syncline {

FormerIds::FormerIds(const ModelTable &table, std::string connection)
    : m_table(table),
      m_connection(std::move(connection))
{
}

Result<std::int64_t> FormerIds::take(Database &database, std::string_view remoteId,
                                     std::string_view locale)
{
    if (!m_ids)
        SYNCLINE_CHECK(load(database));
    if (m_ids->empty())
        return std::int64_t{0};
    const auto found = m_ids->find({std::string(remoteId), std::string(locale)});
    if (found == m_ids->end())
        return std::int64_t{0};
    const std::int64_t id = found->second;
    m_ids->erase(found);
    return id;
}

void FormerIds::note(std::string_view remoteId, std::string_view locale, std::int64_t id)
{
    if (m_ids) // else it is read with the others
        m_ids->insert_or_assign({std::string(remoteId), std::string(locale)}, id);
}

/** Deletions of records that are not there now; of one remote id the last. */
Result<void> FormerIds::load(Database &database)
{
    m_ids.emplace();
    SYNCLINE_TRY(auto rows, database.prepare(
                                "SELECT d.record, d.old_value FROM _delta AS d WHERE d.model = ?1 "
                                "AND d.field = '' AND d.old_value IS NOT NULL AND NOT EXISTS "
                                "(SELECT 1 FROM " +
                                m_table.name() +
                                " AS r WHERE r.id = d.record) ORDER BY "
                                "d.sequence"));
    rows.bindText(1, m_table.model().storageKey);
    for (;;) {
        SYNCLINE_TRY(const bool more, rows.step());
        if (!more)
            return {};
        const ValueObject row = rowFromHistory(rows.value(1));
        const std::string remoteId = row.at("_remote_id").stringOr();
        if (!remoteId.empty() && row.at("_connection").stringOr() == m_connection)
            m_ids->insert_or_assign({remoteId, row.at("_locale").stringOr()}, rows.integer(0));
    }
}

} // namespace syncline
