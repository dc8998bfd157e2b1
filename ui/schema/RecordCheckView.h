#pragma once

#include "core/base/Result.h"
#include "core/record/RecordTypes.h"

#include <QWidget>

class QLabel;
class QTreeWidget;
class QTreeWidgetItem;

namespace syncline::ui {

/** Which stored records the model would refuse, rule by rule; each example opens its record. */
class RecordCheckView final : public QWidget
{
    Q_OBJECT

public:
    explicit RecordCheckView(QWidget *parent);

    void showRunning();
    void showResult(const Result<RecordCheck> &check);
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }

Q_SIGNALS:
    void recordRequested(qint64 record, const QString &field);

private:
    void addFailure(const RecordCheck::Failure &failure);
    void open(const QTreeWidgetItem *item);

    QLabel *m_head;
    QTreeWidget *m_tree;
};

} // namespace syncline::ui
