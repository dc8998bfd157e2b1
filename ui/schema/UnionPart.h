#pragma once

#include "ui/schema/FieldPart.h"

namespace syncline::ui {

class RowTable;

/** Of which models a union's record may be. */
class UnionPart final : public FieldPart
{
    Q_OBJECT

public:
    UnionPart(SchemaDocument *document, QWidget *parent);

protected:
    [[nodiscard]] bool fits(const FieldDef &field) const override;
    void show(const FieldDef &field) override;
    void setLocked(bool isLocked) override;
    void setEditable(bool isEditable) override;

private:
    RowTable *m_table;
    QLabel *m_problem = nullptr;
};

} // namespace syncline::ui
