#pragma once

#include "core/base/Result.h"

#include <QFuture>
#include <QPointF>
#include <QSizeF>

#include <string>
#include <string_view>
#include <vector>

namespace syncline::ui {

/** Boxes and what links them, to be given places. */
struct DiagramGraph
{
    struct Link
    {
        std::size_t from = 0;
        std::size_t to = 0;
        bool operator==(const Link &) const = default;
    };
    std::vector<QSizeF> boxes;
    std::vector<Link> links;
    bool operator==(const DiagramGraph &) const = default;
};

/** Where the boxes (their middles) and the links of a graph lie. */
struct DiagramPlaces
{
    std::vector<QPointF> boxes;
    /** Points of cubic curves, one list a link: the begin, then three for each part. Empty: a
     * straight line will do. */
    std::vector<std::vector<QPointF>> links;
};

/** Finds good places for a graph; `app` implements it with Graphviz. */
class DiagramLayout
{
public:
    virtual ~DiagramLayout() = default;
    /** Errors: SYNC_NOT_FOUND when there is no Graphviz here. */
    virtual QFuture<Result<DiagramPlaces>> layOut(DiagramGraph graph) = 0;
};

/** Boxes in rows, linked first: what is done without Graphviz. */
[[nodiscard]] DiagramPlaces placeInRows(const DiagramGraph &graph);

/** @p graph in the language of Graphviz: boxes of a fixed size named n0, n1, … */
[[nodiscard]] std::string graphvizInput(const DiagramGraph &graph);
/** What `dot -Tplain` answered to it. */
[[nodiscard]] Result<DiagramPlaces> readGraphviz(std::string_view plain, const DiagramGraph &graph);

} // namespace syncline::ui
