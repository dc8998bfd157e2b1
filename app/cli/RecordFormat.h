#pragma once

#include "core/base/Result.h"
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
    };
    /** @p name: table, json, ndjson or csv. */
    static std::unique_ptr<RecordFormat> make(std::string_view name, Options options);
    virtual ~RecordFormat() = default;

    virtual std::string begin() { return {}; }
    virtual std::string rows(const std::vector<RecordRow> &rows) = 0;
    /** @p endCursor: of the last row; @p hasNext: more rows follow it. */
    virtual std::string end(bool hasNext, const std::string &endCursor) = 0;
};

/** @p column of @p row: a field, or id, createdAt, updatedAt, remoteId. */
Value columnValue(const RecordRow &row, std::string_view column);
/**
 * One CSV cell (RFC 4180). null is nothing, "" is two quotes. A text that a spreadsheet would take
 * for a formula gets an apostrophe in front.
 */
std::string csvCell(const Value &value);

} // namespace syncline::cli
