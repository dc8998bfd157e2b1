#include "ui/records/GridFilterRow.h"

#include "ui/base/Text.h"
#include "ui/records/GridColumns.h"
#include "ui/records/GridHeader.h"
#include "ui/widget/PlainLabel.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace syncline::ui {

GridFilterRow::GridFilterRow(GridColumns *columns, GridHeader *header, QWidget *parent)
    : QWidget(parent),
      m_columns(columns),
      m_header(header)
{
    setObjectName(u"grid.filters"_s);
    m_timer.setSingleShot(true);
    m_timer.setInterval(300ms);
    connect(&m_timer, &QTimer::timeout, this, &GridFilterRow::filterChanged);
    connect(m_header, &QHeaderView::sectionResized, this, &GridFilterRow::layOut);
    connect(m_header, &QHeaderView::sectionMoved, this, &GridFilterRow::layOut);
    connect(m_header, &QHeaderView::geometriesChanged, this, &GridFilterRow::layOut);
}

void GridFilterRow::rebuild()
{
    const QMap<QString, QString> kept = texts();
    qDeleteAll(m_edits);
    m_edits.clear();
    for (int section = 0; section < m_columns->count(); ++section) {
        const GridColumn &column = m_columns->column(section);
        if (!column.field.filterable)
            continue;
        auto *edit = new QLineEdit(this);
        nameControl(edit, u"grid.filter."_s + toQString(column.field.name),
                    tr("Filter %1").arg(column.title));
        edit->setProperty("cell", true);
        edit->setPlaceholderText(tr("filter"));
        edit->setToolTip(
            tr("abc contains · =abc · !=abc · >5 · 5..9 · null · !null · ^abc · abc$"));
        edit->setMaxLength(500);
        edit->installEventFilter(this);
        connect(edit, &QLineEdit::textChanged, this, [this, section] {
            check(section);
            m_timer.start();
        });
        connect(edit, &QLineEdit::returnPressed, this, [this] {
            m_timer.stop();
            Q_EMIT filterChanged();
        });
        m_edits.insert(section, edit);
    }
    setTexts(kept);
    layOut();
}

void GridFilterRow::layOut()
{
    QWidget *before = nullptr;
    for (int visual = 0; visual < m_header->count(); ++visual) {
        const int section = m_header->logicalIndex(visual);
        QLineEdit *edit = m_edits.value(section);
        if (!edit)
            continue;
        edit->setVisible(!m_header->isSectionHidden(section));
        edit->setGeometry(m_header->sectionViewportPosition(section), 0,
                          m_header->sectionSize(section) - 1, height() - 1);
        if (before)
            QWidget::setTabOrder(before, edit);
        before = edit;
    }
}

void GridFilterRow::check(int section)
{
    QLineEdit *edit = m_edits.value(section);
    const auto parsed =
        parseQuickFilter(m_columns->column(section).field, fromQString(edit->text()));
    setStyleProperty(edit, "invalid", !parsed.ok());
    setStyleProperty(edit, "edited", parsed.ok() && !edit->text().isEmpty());
    const QString tip =
        parsed ? tr("abc contains · =abc · !=abc · >5 · 5..9 · null · !null · ^abc · abc$")
               : errorText(parsed.error());
    edit->setToolTip(plainToolTip(tip));
    edit->setAccessibleDescription(parsed ? QString() : tip);
}

Filter GridFilterRow::filter(const QString &except) const
{
    Filter all;
    all.kind = Filter::Kind::And;
    for (auto edit = m_edits.cbegin(); edit != m_edits.cend(); ++edit) {
        const bool isLeftOut =
            !except.isEmpty() && edit.value()->objectName().section(u'.', 2) == except;
        if (edit.value()->text().isEmpty() || isLeftOut)
            continue;
        auto parsed = parseQuickFilter(m_columns->column(edit.key()).field,
                                       fromQString(edit.value()->text()));
        if (parsed && parsed->kind != Filter::Kind::True)
            all.children.push_back(std::move(parsed).value());
    }
    if (all.children.empty())
        return {};
    if (all.children.size() == 1)
        return Filter(all.children.front());
    return all;
}

QMap<QString, QString> GridFilterRow::texts() const
{
    QMap<QString, QString> texts;
    for (const QLineEdit *edit : m_edits) {
        if (!edit->text().isEmpty())
            texts.insert(edit->objectName().section(u'.', 2), edit->text());
    }
    return texts;
}

void GridFilterRow::setTexts(const QMap<QString, QString> &texts)
{
    for (QLineEdit *edit : m_edits)
        edit->setText(texts.value(edit->objectName().section(u'.', 2)));
}

void GridFilterRow::clear()
{
    if (isEmpty())
        return;
    for (QLineEdit *edit : m_edits)
        edit->clear();
    m_timer.stop();
    Q_EMIT filterChanged();
}

bool GridFilterRow::isEmpty() const
{
    return texts().isEmpty();
}

QString GridFilterRow::problem() const
{
    for (auto edit = m_edits.cbegin(); edit != m_edits.cend(); ++edit) {
        const GridColumn &column = m_columns->column(edit.key());
        const auto parsed = parseQuickFilter(column.field, fromQString(edit.value()->text()));
        if (!parsed)
            return column.title + u": "_s + errorText(parsed.error());
    }
    return {};
}

void GridFilterRow::focusColumn(int section)
{
    QLineEdit *edit = m_edits.value(section);
    for (auto other = m_edits.cbegin(); !edit && other != m_edits.cend(); ++other) {
        if (other.value()->isVisible())
            edit = other.value();
    }
    if (edit) {
        edit->setFocus(Qt::ShortcutFocusReason);
        edit->selectAll();
    }
}

bool GridFilterRow::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Escape && !static_cast<QLineEdit *>(watched)->text().isEmpty()) {
            static_cast<QLineEdit *>(watched)->clear();
            return true;
        }
        if (key == Qt::Key_Escape || key == Qt::Key_Down) {
            Q_EMIT leaveRequested();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void GridFilterRow::paintEvent(QPaintEvent * /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::AlternateBase));
    painter.setPen(palette().color(QPalette::Mid));
    painter.drawLine(0, height() - 1, width(), height() - 1);
}

} // namespace syncline::ui
