#pragma once

#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace syncline {

/**
 * The ids that records of a connection had before they were deleted, by remote id, as the history
 * tells. A record that its source still has comes back under its old id, so that whatever refers to
 * it leads to it again and its history goes on. Read when it is first asked. Not thread-safe.
 */
class FormerIds
{
public:
    /** @p table must outlive it. */
    FormerIds(const ModelTable &table, std::string connection);

    /** The id that @p remoteId had in @p locale, which is given out with this; 0: none that is
     * known. */
    Result<std::int64_t> take(Database &database, std::string_view remoteId,
                              std::string_view locale);
    /** The record @p id of @p remoteId was found to be deleted meanwhile. */
    void note(std::string_view remoteId, std::string_view locale, std::int64_t id);
    /** The transaction that was read in was rolled back. */
    void forget() { m_ids.reset(); }

private:
    Result<void> load(Database &database);

    const ModelTable &m_table;
    std::string m_connection;
    /** By remote id and locale. */
    std::optional<std::map<std::pair<std::string, std::string>, std::int64_t>> m_ids;
};

} // namespace syncline
