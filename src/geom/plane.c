/* Transverse Mercator after C. F. F. Karney, "Transverse Mercator with an accuracy of a few
 * nanometers", J. Geodesy 85 (2011); equation numbers below are those of the paper. */
#include "geom/plane.h"

#include <math.h>

#define ORDER 6
#define PI 3.14159265358979323846
/* Farther from the central meridian (150° on the sphere) the Krüger series means nothing. */
#define ETA_MAX 2.623395162778

typedef struct {
  double re, im;
} Complex;

/* What the ellipsoid of a plane gives; cheap, so made anew for every call. */
typedef struct {
  double e2, e;
  double radius_m;         /* A: radius of the rectifying sphere */
  double beta[ORDER + 1];  /* from rectifying to conformal latitude; [0] is 0 */
  double slope[ORDER + 1]; /* 2j β_j, for the derivative */
} Kruger;

static double polynomial(const double *coefficients, size_t n, double x)
{
  double sum = 0;
  while (n-- > 0)
    sum = sum * x + coefficients[n];
  return sum;
}

/* (36): β_j = n^j × row j - 1 as a polynomial of n; (14): A. */
static Kruger kruger_make(const LtPlane *plane)
{
  static const double rows[ORDER][ORDER] = {
      {1 / 2.0, -2 / 3.0, 37 / 96.0, -1 / 360.0, -81 / 512.0, 96199 / 604800.0},
      {1 / 48.0, 1 / 15.0, -437 / 1440.0, 46 / 105.0, -1118711 / 3870720.0},
      {17 / 480.0, -37 / 840.0, -209 / 4480.0, 5569 / 90720.0},
      {4397 / 161280.0, -11 / 504.0, -830251 / 7257600.0},
      {4583 / 161280.0, -108847 / 3991680.0},
      {20648693 / 638668800.0},
  };
  static const double radius[] = {1, 1 / 4.0, 1 / 64.0, 1 / 256.0};

  double f = plane->f, n = f / (2 - f);
  Kruger kruger = {.e2 = f * (2 - f), .e = sqrt(f * (2 - f))};
  kruger.radius_m = plane->a_m / (1 + n) * polynomial(radius, G_N_ELEMENTS(radius), n * n);
  double power = 1;
  for (size_t j = 1; j <= ORDER; j++) {
    power *= n;
    kruger.beta[j] = power * polynomial(rows[j - 1], ORDER, n);
    kruger.slope[j] = 2.0 * (double)j * kruger.beta[j];
  }
  return kruger;
}

double lt_plane_meridian_m(const LtPlane *plane)
{
  return plane->k0 * kruger_make(plane).radius_m;
}

/* Clenshaw's recurrence: Σ c_j sin jθ = high × sin θ and Σ c_j cos jθ = high × cos θ - low. */
static void clenshaw(const double *c, Complex cosine, Complex *high, Complex *low)
{
  Complex b1 = {0, 0}, b2 = {0, 0};
  for (size_t j = ORDER; j > 0; j--) {
    Complex b = {2 * (cosine.re * b1.re - cosine.im * b1.im) - b2.re + c[j],
                 2 * (cosine.re * b1.im + cosine.im * b1.re) - b2.im};
    b2 = b1;
    b1 = b;
  }
  *high = b1;
  *low = b2;
}

/* Where a point lies on the sphere: (11) turned round. */
typedef struct {
  double sinh_eta, cos_xi; /* of the conformal sphere */
  double radius;           /* cosine of the conformal latitude */
  double tan_chi;
  double stretch; /* |dζ'/dζ| */
} Sphere;

/* False where the projection has no point. */
static bool sphere_locate(const LtPlane *plane, const Kruger *kruger, double x_m, double y_m,
                          bool with_stretch, Sphere *sphere)
{
  double xi = (y_m - plane->false_northing_m) / (plane->k0 * kruger->radius_m);
  double eta = (x_m - plane->false_easting_m) / (plane->k0 * kruger->radius_m);
  if (!(fabs(xi) <= PI && fabs(eta) <= ETA_MAX))
    return false;

  double s = sin(2 * xi), c = cos(2 * xi), sh = sinh(2 * eta), ch = cosh(2 * eta);
  Complex sine = {s * ch, c * sh}, cosine = {c * ch, -s * sh}, high, low;
  clenshaw(kruger->beta, cosine, &high, &low);
  xi -= sine.re * high.re - sine.im * high.im;
  eta -= sine.re * high.im + sine.im * high.re;
  sphere->sinh_eta = sinh(eta);
  sphere->cos_xi = cos(xi);
  sphere->radius = hypot(sphere->sinh_eta, sphere->cos_xi); /* no double has the cosine 0 */
  sphere->tan_chi = sin(xi) / sphere->radius;
  if (with_stretch) {
    clenshaw(kruger->slope, cosine, &high, &low);
    sphere->stretch = hypot(1 - (cosine.re * high.re - cosine.im * high.im - low.re),
                            cosine.re * high.im + cosine.im * high.re - low.im);
  }
  return true;
}

/* Tangent of the geographic latitude from that of the conformal one: Newton, (19) to (21). */
static double tan_phi_find(const Kruger *kruger, double tan_chi)
{
  double e2m = 1 - kruger->e2, tan_phi = tan_chi / e2m;
  for (int i = 0; i < 5; i++) {
    double secant = hypot(1, tan_phi);
    double sigma = sinh(kruger->e * atanh(kruger->e * tan_phi / secant));
    double tried = tan_phi * hypot(1, sigma) - sigma * secant;
    double step =
        (tan_chi - tried) * (1 + e2m * tan_phi * tan_phi) / (hypot(1, tried) * e2m * secant);
    tan_phi += step;
    if (fabs(step) < 1e-9 * fmax(1, fabs(tan_phi)))
      break; /* the next step would be the square of this one */
  }
  return tan_phi;
}

static void tm_to_geographic(const LtPlane *plane, double *xy, size_t n)
{
  Kruger kruger = kruger_make(plane);
  for (size_t i = 0; i < n; i++, xy += 2) {
    Sphere sphere;
    if (!sphere_locate(plane, &kruger, xy[0], xy[1], false, &sphere)) {
      xy[0] = xy[1] = HUGE_VAL;
      continue;
    }
    double lon = plane->lon0_rad + atan2(sphere.sinh_eta, sphere.cos_xi);
    xy[0] = fabs(lon) > PI ? remainder(lon, 2 * PI) : lon;
    xy[1] = atan(tan_phi_find(&kruger, sphere.tan_chi));
  }
}

void lt_plane_to_geographic(const LtPlane *plane, double *xy, size_t n)
{
  if (plane->is_tm)
    tm_to_geographic(plane, xy, n);
  else
    plane->to_geographic(plane->context, xy, n);
}

double lt_plane_distance_m(const LtPlane *plane, const double from[2], const double to[2])
{
  double ends[4] = {from[0], from[1], to[0], to[1]};
  lt_plane_to_geographic(plane, ends, 2);
  for (size_t i = 0; i < 4; i++)
    if (!isfinite(ends[i]))
      return HUGE_VAL;
  return plane->geodesic_m(plane->context, ends, ends + 2);
}

/* (25) to (28): k = k0 × k' × k''. */
double lt_plane_tm_areal_scale(const LtPlane *plane, double x_m, double y_m)
{
  Kruger kruger = kruger_make(plane);
  Sphere sphere;
  if (!sphere_locate(plane, &kruger, x_m, y_m, true, &sphere))
    return HUGE_VAL;
  double tan_phi = tan_phi_find(&kruger, sphere.tan_chi), secant = hypot(1, tan_phi);
  double sine = tan_phi / secant;
  double on_sphere = sqrt(1 - kruger.e2 * sine * sine) * secant * sphere.radius;
  double k = plane->k0 * on_sphere * (kruger.radius_m / plane->a_m) / sphere.stretch;
  return k * k;
}

/* Turn the values of a polynomial at @p nodes into its coefficients, in place: divided
 * differences, then Newton's form multiplied out (Björck and Pereyra 1970). */
static void interpolate(const double *nodes, double *values, size_t n)
{
  for (size_t k = 0; k + 1 < n; k++)
    for (size_t i = n - 1; i > k; i--)
      values[i] = (values[i] - values[i - 1]) / (nodes[i] - nodes[i - k - 1]);
  for (size_t k = n - 1; k-- > 0;)
    for (size_t i = k; i + 1 < n; i++)
      values[i] -= nodes[k] * values[i + 1];
}

/* Interpolation at Chebyshev nodes in both directions: X² from 0, where the areal scale is k0²,
 * to the border of the strip, and cos 2μ. The remainder is below the rounding of a double. */
void lt_plane_prepare(LtPlane *plane)
{
  g_assert(plane->is_tm);

  double meridian_m = lt_plane_meridian_m(plane);
  double strip = LT_PLANE_STRIP_M / plane->a_m, along[LT_PLANE_Y_TERMS], across[LT_PLANE_X_TERMS];
  for (size_t j = 0; j < LT_PLANE_Y_TERMS; j++)
    along[j] = cos(PI * ((double)j + 0.5) / LT_PLANE_Y_TERMS);
  for (size_t i = 0; i < LT_PLANE_X_TERMS; i++)
    across[i] = 0.5 - 0.5 * cos(PI * (double)i / (LT_PLANE_X_TERMS - 1)); /* of strip² */

  for (size_t i = 0; i < LT_PLANE_X_TERMS; i++) {
    double *row = plane->deficit[i];
    for (size_t j = 0; j < LT_PLANE_Y_TERMS; j++)
      row[j] = 1 - 1 / lt_plane_tm_areal_scale(
                           plane, plane->false_easting_m + LT_PLANE_STRIP_M * sqrt(across[i]),
                           plane->false_northing_m + meridian_m * acos(along[j]) / 2);
    interpolate(along, row, LT_PLANE_Y_TERMS);
  }
  for (size_t j = 0; j < LT_PLANE_Y_TERMS; j++) {
    double column[LT_PLANE_X_TERMS], power = 1;
    for (size_t i = 0; i < LT_PLANE_X_TERMS; i++)
      column[i] = plane->deficit[i][j];
    column[0] = j == 0 ? 1 - 1 / (plane->k0 * plane->k0) : 0;
    interpolate(across, column, LT_PLANE_X_TERMS);
    for (size_t i = 0; i < LT_PLANE_X_TERMS; i++, power *= strip * strip)
      plane->deficit[i][j] = column[i] / power;
  }
}
