#pragma once

#include <QTextBrowser>

#include <string_view>

namespace syncline::ui {

/** Markdown of anybody, rendered to be read: HTML in it stays text, nothing is loaded from
 * anywhere, links go nowhere. */
class MarkdownView final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MarkdownView(QWidget *parent);
    static constexpr std::size_t shownBytes = 32 * 1024;
    /** Of a longer text the beginning. */
    void showMarkdown(std::string_view markdown);

protected:
    QVariant loadResource(int type, const QUrl &name) override;
};

} // namespace syncline::ui
