#pragma once

#include "core/base/Result.h"
#include "core/record/ModelTable.h"
#include "core/store/Database.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

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
    FormerIds(const ModelTable &table, std::string connection, std::string locale);

    /** The id that @p remoteId had, which is given out with this; 0: none that is known. */
    Result<std::int64_t> take(Database &database, std::string_view remoteId);
    /** The record @p id of @p remoteId was found to be deleted meanwhile. */
    void note(std::string_view remoteId, std::int64_t id);
    /** The transaction that was read in was rolled back. */
    void forget() { m_ids.reset(); }

private:
    Result<void> load(Database &database);

    const ModelTable &m_table;
    std::string m_connection;
    std::string m_locale;
    std::optional<std::map<std::string, std::int64_t, std::less<>>> m_ids;
};

} // namespace syncline
