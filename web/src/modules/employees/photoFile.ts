/** Longest side of a photo that is sent, in pixels: more is never shown. */
const SIDE = 640

/** A picture as it is sent: cut to a square and made small, so that one straight from a telephone will do. */
export async function asPhoto(file: Blob): Promise<Blob> {
  const picture = await createImageBitmap(file)
  const side = Math.min(picture.width, picture.height)
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = Math.min(side, SIDE)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no canvas to draw on')
  context.drawImage(
    picture, (picture.width - side) / 2, (picture.height - side) / 2, side, side, 0, 0, canvas.width, canvas.height,
  )
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be written'))), 'image/jpeg', 0.86)
  })
}
