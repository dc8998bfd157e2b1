#include "ui/views/ViewChartData.h"

#include "core/base/Time.h"
#include "ui/base/Text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

namespace syncline::ui {

namespace {

constexpr double noChartNumber = std::numeric_limits<double>::quiet_NaN();

QString trChart(const char *text)
{
    return QCoreApplication::translate("ViewChartData", text);
}

std::optional<std::size_t> chartColumnOf(const ViewResult &result, const std::string &name)
{
    const auto found = std::ranges::find(result.columns, name, &ViewColumn::name);
    if (found == result.columns.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - result.columns.begin());
}

double chartNumberOf(const Value &value)
{
    if (value.isBool())
        return value.asBool() ? 1 : 0;
    return value.isNumber() ? value.asDouble() : noChartNumber;
}

std::optional<DateTime> chartTimeOf(const Value &value)
{
    return value.isString() ? iso::parseDateTime(value.asString()) : std::nullopt;
}

ViewChartData::Axis chartAxisOf(const ViewResult &result, std::size_t x)
{
    bool isNumber = true;
    bool isTime = true;
    bool isAny = false;
    for (const ViewRow &row : result.rows) {
        if (row[x].isNull())
            continue;
        isAny = true;
        isNumber = isNumber && row[x].isNumber();
        isTime = isTime && chartTimeOf(row[x]).has_value();
    }
    if (!isAny)
        return ViewChartData::Axis::Names;
    return isNumber ? ViewChartData::Axis::Numbers
           : isTime ? ViewChartData::Axis::Times
                    : ViewChartData::Axis::Names;
}

/** Everything, place by place. */
ViewChartData gatherPlaces(const ViewResult &result, std::size_t x,
                           const std::vector<std::size_t> &ys, ViewChartData::Axis axis)
{
    ViewChartData data;
    data.axis = axis;
    for (const std::size_t y : ys)
        data.series.push_back({displayLine(result.columns[y].name, 80), {}});
    for (const ViewRow &row : result.rows) {
        const bool isMeasured = std::ranges::any_of(
            ys, [&row](std::size_t y) { return !std::isnan(chartNumberOf(row[y])); });
        if (!isMeasured || (axis != ViewChartData::Axis::Names && row[x].isNull()))
            continue;
        if (axis == ViewChartData::Axis::Numbers)
            data.x.push_back(row[x].asDouble());
        else if (axis == ViewChartData::Axis::Times)
            data.x.push_back(static_cast<double>(chartTimeOf(row[x])->ms));
        data.names.append(row[x].isNull() ? trChart("(nothing)") : valueText(row[x]).left(40));
        for (std::size_t i = 0; i < ys.size(); ++i)
            data.series[i].y.push_back(chartNumberOf(row[ys[i]]));
    }
    return data;
}

void keepFirstPlaces(ViewChartData &data, std::size_t most, const QString &note)
{
    const auto all = static_cast<std::size_t>(data.names.size());
    if (all <= most)
        return;
    data.note = note.arg(most).arg(countText(static_cast<std::int64_t>(all)));
    data.names = data.names.mid(0, static_cast<qsizetype>(most));
    data.x.resize(std::min(data.x.size(), most));
    for (ViewChartData::Series &series : data.series)
        series.y.resize(most);
}

/** Points stand from left to right. */
void sortPlacesByX(ViewChartData &data)
{
    std::vector<std::size_t> order(data.x.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&data](std::size_t i) { return data.x[i]; });
    const auto arrange = [&order](std::vector<double> &values) {
        std::vector<double> sorted;
        sorted.reserve(order.size());
        for (const std::size_t i : order)
            sorted.push_back(values[i]);
        values = std::move(sorted);
    };
    for (ViewChartData::Series &series : data.series)
        arrange(series.y);
    arrange(data.x);
}

/** Slices are what is above nothing, the largest first; what is small together is one. */
void makeSlices(ViewChartData &data)
{
    std::vector<double> &y = data.series.front().y;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < y.size(); ++i) {
        if (y[i] > 0)
            order.push_back(i);
    }
    if (order.size() < y.size())
        data.note = trChart("Rows of nothing or less have no slice.");
    std::ranges::stable_sort(order, std::greater(), [&y](std::size_t i) { return y[i]; });
    QStringList names;
    std::vector<double> values;
    double rest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const bool isOwn =
            order.size() <= ViewChartData::mostSlices || i + 1 < ViewChartData::mostSlices;
        if (isOwn) {
            names.append(data.names.at(static_cast<qsizetype>(order[i])));
            values.push_back(y[order[i]]);
        } else {
            rest += y[order[i]];
        }
    }
    if (rest > 0) {
        names.append(trChart("all others"));
        values.push_back(rest);
    }
    data.names = std::move(names);
    y = std::move(values);
}

} // namespace

ViewChartData chartData(const ViewResult &result, const ViewChart &chart)
{
    ViewChartData data;
    const auto x = chartColumnOf(result, chart.x);
    if (!x) {
        data.problem = trChart("The query has no column %1.").arg(displayLine(chart.x, 80));
        return data;
    }
    std::vector<std::size_t> ys;
    for (const std::string &name : chart.y) {
        const auto y = chartColumnOf(result, name);
        if (!y) {
            data.problem = trChart("The query has no column %1.").arg(displayLine(name, 80));
            return data;
        }
        ys.push_back(*y);
    }
    if (ys.empty()) {
        data.problem = trChart("Choose a column that holds numbers.");
        return data;
    }
    if (chart.kind == ChartKind::Pie)
        ys.resize(1);
    const auto axis =
        chart.kind == ChartKind::Line ? chartAxisOf(result, *x) : ViewChartData::Axis::Names;
    data = gatherPlaces(result, *x, ys, axis);
    if (chart.kind == ChartKind::Pie)
        makeSlices(data);
    else if (chart.kind == ChartKind::Bar)
        keepFirstPlaces(data, ViewChartData::mostBars,
                        trChart("The first %1 of %2 rows are drawn."));
    else if (axis == ViewChartData::Axis::Names)
        keepFirstPlaces(data, ViewChartData::mostBars * 4,
                        trChart("The first %1 of %2 rows are drawn."));
    else
        keepFirstPlaces(data, ViewChartData::mostPoints,
                        trChart("The first %1 of %2 rows are drawn."));
    if (axis != ViewChartData::Axis::Names)
        sortPlacesByX(data);
    if (data.series.front().y.empty())
        data.problem = trChart("No row has a number in %1.").arg(displayLine(chart.y.front(), 80));
    return data;
}

std::optional<ViewChart> guessChart(const ViewResult &result)
{
    ViewChart chart;
    for (const ViewColumn &column : result.columns) {
        const bool isNumber = column.type == ViewColumnType::Number && column.model.empty();
        if (isNumber && chart.y.empty())
            chart.y.push_back(column.name);
        else if (chart.x.empty())
            chart.x = column.name;
    }
    if (chart.x.empty() || chart.y.empty())
        return std::nullopt;
    return chart;
}

} // namespace syncline::ui
