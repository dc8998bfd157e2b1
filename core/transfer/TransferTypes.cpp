#include "core/transfer/TransferTypes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

namespace syncline {

namespace {

template <typename T>
struct Named
{
    T value;
    std::string_view name;
};

constexpr std::array formats{Named{TransferFormat::Csv, "csv"}, Named{TransferFormat::Json, "json"},
                             Named{TransferFormat::Ndjson, "ndjson"},
                             Named{TransferFormat::Xlsx, "xlsx"}};
constexpr std::array encodings{
    Named{TextEncoding::Utf8, "utf-8"},        Named{TextEncoding::Utf16Le, "utf-16le"},
    Named{TextEncoding::Utf16Be, "utf-16be"},  Named{TextEncoding::Windows1252, "windows-1252"},
    Named{TextEncoding::Latin1, "iso-8859-1"}, Named{TextEncoding::Latin9, "iso-8859-15"}};
constexpr std::array dateOrders{Named{DateOrder::Iso, "iso"},
                                Named{DateOrder::DayFirst, "day-first"},
                                Named{DateOrder::MonthFirst, "month-first"}};
constexpr std::array modes{Named{ImportMode::Create, "create"}, Named{ImportMode::Update, "update"},
                           Named{ImportMode::Upsert, "upsert"}};
constexpr std::array outcomes{
    Named{RowOutcome::Created, "created"}, Named{RowOutcome::Updated, "updated"},
    Named{RowOutcome::Unchanged, "unchanged"}, Named{RowOutcome::Failed, "failed"}};

template <typename T, std::size_t Size>
std::string_view nameIn(const std::array<Named<T>, Size> &names, T value)
{
    const auto found = std::ranges::find(names, value, &Named<T>::value);
    return found == names.end() ? std::string_view() : found->name;
}

template <typename T, std::size_t Size>
std::optional<T> valueIn(const std::array<Named<T>, Size> &names, std::string_view name)
{
    const auto found = std::ranges::find(names, name, &Named<T>::name);
    return found == names.end() ? std::nullopt : std::optional<T>(found->value);
}

} // namespace

std::string_view transferFormatName(TransferFormat format)
{
    return nameIn(formats, format);
}
std::optional<TransferFormat> transferFormatFromName(std::string_view name)
{
    return valueIn(formats, name);
}

std::optional<TransferFormat> transferFormatOf(const std::filesystem::path &file)
{
    std::string ending = file.extension().string();
    std::ranges::transform(ending, ending.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (ending == ".csv" || ending == ".tsv" || ending == ".txt" || ending == ".tab")
        return TransferFormat::Csv;
    if (ending == ".json")
        return TransferFormat::Json;
    if (ending == ".ndjson" || ending == ".jsonl")
        return TransferFormat::Ndjson;
    if (ending == ".xlsx" || ending == ".xlsm")
        return TransferFormat::Xlsx;
    return std::nullopt;
}

std::string_view textEncodingName(TextEncoding encoding)
{
    return nameIn(encodings, encoding);
}
std::optional<TextEncoding> textEncodingFromName(std::string_view name)
{
    return valueIn(encodings, name);
}
std::string_view dateOrderName(DateOrder order)
{
    return nameIn(dateOrders, order);
}
std::optional<DateOrder> dateOrderFromName(std::string_view name)
{
    return valueIn(dateOrders, name);
}
std::string_view importModeName(ImportMode mode)
{
    return nameIn(modes, mode);
}
std::optional<ImportMode> importModeFromName(std::string_view name)
{
    return valueIn(modes, name);
}
std::string_view rowOutcomeName(RowOutcome outcome)
{
    return nameIn(outcomes, outcome);
}
std::optional<RowOutcome> rowOutcomeFromName(std::string_view name)
{
    return valueIn(outcomes, name);
}

} // namespace syncline
