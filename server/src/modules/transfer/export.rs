//! Giving a whole table out, a piece at a time: however much there is, only one piece of it is in memory.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use sea_orm::DbErr;

use super::import::Kind;
use super::{customers as customer_lines, services as service_lines, sheet, visits as visit_lines};
use crate::ids::{AppointmentId, CustomerId};
use crate::instant::Instant;
use crate::modules::tenants::Salon;
use crate::modules::{appointments, customers};
use crate::tenancy::TenantDb;

/// Rows of one piece.
const PIECE: u64 = 500;

/// Where the next piece begins.
#[derive(Debug, Clone, Copy)]
enum Next {
    Headings,
    Services,
    CustomersAfter(Option<CustomerId>),
    VisitsAfter(Option<(Instant, AppointmentId)>),
}

/// A table as a file to keep.
pub(super) fn export(db: Arc<TenantDb>, salon: Arc<Salon>, kind: Kind, name: &'static str) -> Response {
    let first = Some((db, salon, Next::Headings));
    let pieces = stream::try_unfold(first, move |state| async move {
        let Some((db, salon, next)) = state else {
            return Ok(None);
        };
        let (lines, next) = piece(&db, &salon, kind, next).await?;
        let bytes = Bytes::from(sheet::write(lines));
        Ok::<_, DbErr>(Some((bytes, next.map(|next| (db, salon, next)))))
    });
    file(name, Body::from_stream(pieces))
}

/// A short table as a file to keep.
pub fn table(name: &str, lines: impl IntoIterator<Item = Vec<String>>) -> Response {
    file(name, Body::from(sheet::write(lines)))
}

fn file(name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    (headers, body).into_response()
}

async fn piece(
    db: &TenantDb,
    salon: &Salon,
    kind: Kind,
    next: Next,
) -> Result<(Vec<Vec<String>>, Option<Next>), DbErr> {
    match next {
        Next::Headings => {
            let headings = kind.columns().iter().map(|column| column.name.to_owned()).collect();
            let next = match kind {
                Kind::Customers => Next::CustomersAfter(None),
                Kind::Services => Next::Services,
                Kind::Appointments => Next::VisitsAfter(None),
            };
            Ok((vec![headings], Some(next)))
        }
        // They are in memory anyway.
        Next::Services => {
            let services = salon.services.iter().filter(|service| !service.is_deleted);
            Ok((services.map(|service| service_lines::line_of(salon, service)).collect(), None))
        }
        Next::CustomersAfter(last) => {
            let rows = customers::list_after(db, last, PIECE).await?;
            let next = rows.last().map(|row| Next::CustomersAfter(Some(row.id)));
            Ok((rows.iter().map(|row| customer_lines::line_of(salon, row)).collect(), next))
        }
        Next::VisitsAfter(last) => {
            let visits = appointments::list_after(db, last, PIECE).await?;
            let next =
                visits.last().map(|visit| Next::VisitsAfter(Some((visit.row.starts_at, visit.row.id))));
            Ok((visits.iter().map(|visit| visit_lines::line_of(salon, visit)).collect(), next))
        }
    }
}
