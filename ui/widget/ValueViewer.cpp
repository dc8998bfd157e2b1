#include "ui/widget/ValueViewer.h"

#include "core/base/Json.h"
#include "ui/base/Spacing.h"
#include "ui/base/Text.h"
#include "ui/widget/PlainLabel.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace syncline::ui {

ValueViewer::ValueViewer(const QString &title, const Value &value, QWidget *parent)
    : QDialog(parent),
      m_whole(toQString(value.isString() ? value.asString()
                                         : json::write(value, json::Layout::Indented)))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName(u"valueViewer"_s);
    setWindowTitle(title);
    resize(760, 520);

    auto *text = new QPlainTextEdit(this);
    nameControl(text, u"valueViewer.text"_s, tr("Value"));
    text->setReadOnly(true);
    text->setLineWrapMode(QPlainTextEdit::NoWrap);
    text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    QString shown = m_whole.left(maxShown);
    shown.replace(QChar::Null, QChar(u'␀'));
    text->setPlainText(splitLines(shown, maxLine));

    QString size = tr("%1 characters").arg(countText(m_whole.size()));
    if (m_whole.size() > maxShown)
        size += u" · "_s + tr("the first %1 are shown; Copy takes all").arg(countText(maxShown));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    auto *copy = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    nameControl(copy, u"valueViewer.copy"_s, tr("Copy the whole value"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_whole); });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);

    auto *footer = new QHBoxLayout;
    footer->addWidget(makeLabel(size, LabelRole::Muted, this));
    footer->addStretch();
    footer->addWidget(buttons);
    auto *layout = new QVBoxLayout(this);
    layout->setSizeConstraint(QLayout::SetNoConstraint);
    setMinimumSize(360, 240);
    layout->setContentsMargins(space::medium, space::medium, space::medium, space::medium);
    layout->setSpacing(space::small);
    layout->addWidget(text);
    layout->addLayout(footer);
}

QString ValueViewer::splitLines(const QString &text, qsizetype maxLine)
{
    QString split;
    split.reserve(text.size() + text.size() / maxLine);
    qsizetype start = 0;
    while (start < text.size()) {
        qsizetype end = text.indexOf(u'\n', start);
        if (end < 0)
            end = text.size();
        for (qsizetype at = start; at < end; at += maxLine) {
            if (at > start)
                split += u'\n';
            split += QStringView(text).mid(at, qMin(maxLine, end - at));
        }
        if (end < text.size())
            split += u'\n';
        start = end + 1;
    }
    return split;
}

} // namespace syncline::ui
