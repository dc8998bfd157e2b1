#pragma once

#include "core/base/Result.h"
#include "core/model/ModelDef.h"
#include "core/record/RecordTypes.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::cli {

/** Writes records of one model in parts, so that any number of them needs little memory. */
class RecordFormat
{
public:
    struct Options
    {
        std::vector<std::string> columns; ///< Fields and system fields.
        int terminalColumns = 0;
        std::map<std::string, int> decimals = {}; ///< Column → places, in tables for people.
        char delimiter = ',';                     ///< CSV, with what follows.
        bool byteOrderMark = false;
        bool localTimes = false;
    };
    /** @p name: table, json, ndjson or csv. @p model lives as long as this. */
    static std::unique_ptr<RecordFormat> make(std::string_view name, const ModelDef &model,
                                              Options options);
    virtual ~RecordFormat() = default;

    virtual std::string begin() { return {}; }
    virtual std::string rows(const std::vector<RecordRow> &rows) = 0;
    /** @p endCursor: of the last row; @p hasNext: more rows follow it. */
    virtual std::string end(bool hasNext, const std::string &endCursor) = 0;
};

} // namespace syncline::cli
