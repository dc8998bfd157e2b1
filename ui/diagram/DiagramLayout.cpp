#include "ui/diagram/DiagramLayout.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <numeric>

namespace syncline::ui {

namespace {

constexpr double pointsAnInch = 72;
constexpr double gap = 60;

std::string inches(double points)
{
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), points / pointsAnInch,
                                   std::chars_format::fixed, 4);
    return {text.data(), end.ptr};
}

/** The words of a line of Graphviz' plain format, read as numbers; NaN where one is none. */
class Words
{
public:
    explicit Words(std::string_view line)
        : m_rest(line)
    {
    }
    std::string_view next()
    {
        const std::size_t begin = m_rest.find_first_not_of(' ');
        if (begin == std::string_view::npos)
            return {};
        const std::size_t end = std::min(m_rest.find(' ', begin), m_rest.size());
        const std::string_view word = m_rest.substr(begin, end - begin);
        m_rest.remove_prefix(end);
        return word;
    }
    double number()
    {
        const std::string_view word = next();
        double value = 0;
        const auto read = std::from_chars(word.data(), word.data() + word.size(), value);
        return read.ec == std::errc() ? value * pointsAnInch : std::nan("");
    }
    /** Of "n12"; @p count when it is none of so many. */
    std::size_t node(std::size_t count)
    {
        std::string_view word = next();
        if (!word.starts_with('n'))
            return count;
        word.remove_prefix(1);
        std::size_t value = count;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return std::min(value, count);
    }
    std::size_t count()
    {
        const std::string_view word = next();
        std::size_t value = 0;
        std::from_chars(word.data(), word.data() + word.size(), value);
        return value;
    }

private:
    std::string_view m_rest;
};

Error broken()
{
    return Error(errc::invalidInput, "Graphviz answered something that cannot be understood.");
}

} // namespace

DiagramPlaces placeInRows(const DiagramGraph &graph)
{
    DiagramPlaces places;
    places.boxes.resize(graph.boxes.size());
    places.links.resize(graph.links.size());
    std::vector<std::size_t> degree(graph.boxes.size(), 0);
    for (const DiagramGraph::Link &link : graph.links) {
        ++degree[link.from];
        ++degree[link.to];
    }
    std::vector<std::size_t> order(graph.boxes.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&degree](std::size_t a, std::size_t b) { return degree[a] > degree[b]; });
    const auto columns =
        static_cast<std::size_t>(std::ceil(std::sqrt(static_cast<double>(order.size()))));
    double top = 0;
    for (std::size_t begin = 0; begin < order.size(); begin += columns) {
        double left = 0;
        double height = 0;
        for (std::size_t i = begin; i < std::min(begin + columns, order.size()); ++i) {
            const QSizeF size = graph.boxes[order[i]];
            places.boxes[order[i]] = {left + size.width() / 2, top + size.height() / 2};
            left += size.width() + gap;
            height = std::max(height, size.height());
        }
        top += height + gap;
    }
    return places;
}

std::string graphvizInput(const DiagramGraph &graph)
{
    std::string text = "digraph {\n"
                       "  graph [rankdir=LR, nodesep=0.4, ranksep=0.9, splines=true];\n"
                       "  node [shape=box, fixedsize=true, label=\"\"];\n"
                       "  edge [dir=none];\n";
    for (std::size_t i = 0; i < graph.boxes.size(); ++i)
        text += "  n" + std::to_string(i) + " [width=" + inches(graph.boxes[i].width()) +
                ", height=" + inches(graph.boxes[i].height()) + "];\n";
    for (const DiagramGraph::Link &link : graph.links)
        text += "  n" + std::to_string(link.from) + " -> n" + std::to_string(link.to) + ";\n";
    return text + "}\n";
}

Result<DiagramPlaces> readGraphviz(std::string_view plain, const DiagramGraph &graph)
{
    DiagramPlaces places;
    places.boxes.resize(graph.boxes.size());
    places.links.resize(graph.links.size());
    double height = 0;
    std::size_t nodes = 0;
    while (!plain.empty()) {
        const std::size_t end = std::min(plain.find('\n'), plain.size());
        Words words(plain.substr(0, end));
        plain.remove_prefix(std::min(end + 1, plain.size()));
        const std::string_view kind = words.next();
        if (kind == "graph") {
            words.next(); // its scale
            words.number();
            height = words.number();
        } else if (kind == "node") {
            const std::size_t node = words.node(graph.boxes.size());
            const double x = words.number();
            const double y = words.number();
            if (node >= graph.boxes.size() || std::isnan(x) || std::isnan(y))
                return broken();
            places.boxes[node] = {x, height - y}; // up there, down here
            ++nodes;
        } else if (kind == "edge") {
            const DiagramGraph::Link link{words.node(graph.boxes.size()),
                                          words.node(graph.boxes.size())};
            std::vector<QPointF> points(std::min<std::size_t>(words.count(), 10'000));
            for (QPointF &point : points) {
                const double x = words.number();
                const double y = words.number();
                if (std::isnan(x) || std::isnan(y))
                    return broken();
                point = {x, height - y};
            }
            for (std::size_t i = 0; i < graph.links.size(); ++i) {
                if (graph.links[i] == link && places.links[i].empty()) {
                    places.links[i] = std::move(points);
                    break;
                }
            }
        }
    }
    if (nodes != graph.boxes.size())
        return broken();
    return places;
}

} // namespace syncline::ui
