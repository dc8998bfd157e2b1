#pragma once

#include "core/base/Ids.h"
#include "core/base/Result.h"
#include "core/base/Value.h"
#include "core/model/ModelDef.h"
#include "core/store/Database.h"

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace syncline {

/**
 * Where the records with a value of a field are, in memory: for an import that finds its records by
 * a field without an index, where each row would else read the whole table. Up to maxRecords.
 */
class KeyIndex
{
public:
    /** nullopt: the database can find them by itself. SYNC_INVALID_INPUT: too many records. */
    static Result<std::optional<KeyIndex>> create(Database &database, const ModelDef &model,
                                                  std::string_view on, const std::stop_token &stop);

    /** Records that may have @p key: who asks looks at them. */
    [[nodiscard]] std::vector<RecordId> candidates(const Value &key) const;
    void add(const Value &key, RecordId id);

    static constexpr std::int64_t maxRecords = 1'000'000;

private:
    std::unordered_multimap<std::size_t, RecordId> m_places; ///< By the key's hash.
};

} // namespace syncline
