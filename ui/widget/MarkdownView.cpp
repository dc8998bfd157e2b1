#include "ui/widget/MarkdownView.h"

#include "core/base/TextSafe.h"
#include "ui/base/Text.h"

#include <QTextDocument>
#include <QUrl>

namespace syncline::ui {

MarkdownView::MarkdownView(QWidget *parent)
    : QTextBrowser(parent)
{
    setOpenLinks(false);
    setUndoRedoEnabled(false);
}

void MarkdownView::showMarkdown(std::string_view markdown)
{
    QTextDocument::MarkdownFeatures features = QTextDocument::MarkdownDialectGitHub;
    features |= QTextDocument::MarkdownNoHTML;
    document()->setMarkdown(toQString(text::cut(markdown, shownBytes)), features);
}

QVariant MarkdownView::loadResource(int /*type*/, const QUrl & /*name*/)
{
    return {};
}

} // namespace syncline::ui
