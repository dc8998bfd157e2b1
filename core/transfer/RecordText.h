#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/transfer/TransferTypes.h"

#include <memory>
#include <string>
#include <vector>

namespace syncline {

/** Records as text, in parts, so that any number of them needs little memory. */
class RecordText
{
public:
    /** What stands around the records of a JSON text. */
    enum class JsonShape : std::uint8_t {
        List, ///< [ … ]
        Page  ///< {"records":[ … ],"hasNextPage":…,"endCursor":…}
    };
    struct Options
    {
        std::vector<std::string> columns; ///< Fields and system fields.
        char delimiter = ',';             ///< CSV.
        bool byteOrderMark = false;       ///< CSV.
        bool localTimes = false;          ///< CSV.
        JsonShape shape = JsonShape::List;
    };
    /** @p format: not Xlsx, which is no text. @p model says which cells of CSV hold JSON. */
    static std::unique_ptr<RecordText> make(TransferFormat format, const ModelDef &model,
                                            Options options);
    virtual ~RecordText() = default;

    /** What stands before the first record. */
    virtual void begin(std::string &out) = 0;
    virtual void row(const RecordRow &row, std::string &out) = 0;
    /** What stands behind the last; the cursor and whether more follow, where the shape says so. */
    virtual void end(bool hasNext, const std::string &endCursor, std::string &out) = 0;
};

/** id, the stored fields that are no secrets, createdAt, updatedAt and, of a synced model,
 * remoteId. */
std::vector<std::string> allColumns(const ModelDef &model);

} // namespace syncline
