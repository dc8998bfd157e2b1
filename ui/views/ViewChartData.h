#pragma once

#include "core/project/ViewDef.h"
#include "core/record/view/ViewTypes.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace syncline::ui {

/** The numbers of a chart, taken from a view's rows; knows nothing of drawing. */
struct ViewChartData
{
    enum class Axis : unsigned char { Names, Numbers, Times };
    struct Series
    {
        QString name;
        std::vector<double> y; ///< By place; NaN where there is no number.
    };

    Axis axis = Axis::Names;
    std::vector<double> x; ///< Numbers and Times (ms since 1970); a line's places.
    QStringList names;     ///< Names: one for each place.
    std::vector<Series> series;
    QString note;    ///< What is not drawn, and why; empty: everything is.
    QString problem; ///< Why there is nothing to draw; empty: there is.

    /** More places would be no picture: bars, points of a line, slices. */
    static constexpr std::size_t mostBars = 60;
    static constexpr std::size_t mostPoints = 5'000;
    static constexpr std::size_t mostSlices = 12;
};

/** Rows without an x, or with nothing to measure, are left out. A pie's smallest slices are one. */
[[nodiscard]] ViewChartData chartData(const ViewResult &result, const ViewChart &chart);

/** What is likely meant by rows that have no chart yet: the first column over the numbers. */
[[nodiscard]] std::optional<ViewChart> guessChart(const ViewResult &result);

} // namespace syncline::ui
